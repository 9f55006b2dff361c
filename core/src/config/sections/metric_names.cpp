// The names that a run measures: train.loss, val.loss, and val. with each metric.
#include <fmt/format.h>

#include <algorithm>

#include "config/sections/sections.hpp"
#include "config/words.hpp"
#include "suggest.hpp"

namespace backplane::config {

namespace {

/// "top_k" with k = 5 is measured as "top_5".
std::string measured_as(const Bound& metric) {
  const std::string& id = metric.id();
  if (!id.ends_with("_k")) return id;
  for (std::size_t i = 0; i < metric.part->params.size(); ++i)
    if (metric.part->params[i].name == "k")
      return id.substr(0, id.size() - 1) + std::to_string(metric.values[i].i);
  return id;
}

void check_name(const std::string& name, const Place& place, const std::string& key,
                const Job& job, Diagnostics& diagnostics) {
  std::vector<std::string> known = {"val.loss", "train.loss"};
  for (const Bound& metric : job.metrics) known.push_back("val." + measured_as(metric));
  if (std::find(known.begin(), known.end(), name) == known.end()) {
    Error& error = diagnostics.add(
        "E0213",
        fmt::format("'{}' names '{}', which this run does not measure", key, name),
        place, did_you_mean(name, known));
    error.remarks.push_back(fmt::format("measured here: {}", comma_list(known)));
    if (name.starts_with("val."))
      error.remarks.emplace_back("help: list the metric under 'metrics:'");
    return;
  }
  const DataJob& data = job.data;
  if (name.starts_with("val.") && data.validation_count == 0 &&
      !(data.validation_fraction > 0)) {
    Error& error =
        diagnostics.add("E0214", fmt::format("'{}' needs validation data", name), place,
                        "nothing is cut from the training set");
    error.notes.push_back({data.place, "add 'validation: 10%' here"});
  }
}

}  // namespace

void check_metric_names(const Job& job, Diagnostics& diagnostics) {
  if (job.train.stop_early)
    check_name(job.train.stop_early->metric, job.train.stop_early->place, "stop_early",
               job, diagnostics);
  if (!job.checkpoint.best.empty())
    check_name(job.checkpoint.best, job.checkpoint.best_place, "best", job,
               diagnostics);
}

}  // namespace backplane::config
