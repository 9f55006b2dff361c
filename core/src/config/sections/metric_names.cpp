// The names that a run measures: train.loss, val.loss, and val. with each metric.
#include <fmt/format.h>

#include <algorithm>

#include "config/measured.hpp"
#include "config/sections/sections.hpp"
#include "config/tables.hpp"
#include "config/words.hpp"
#include "suggest.hpp"

namespace backplane::config {

namespace {

void check_name(const std::string& name, const Place& place, const std::string& key,
                const Job& job, Diagnostics& diagnostics) {
  std::vector<std::string> known = {"val.loss", "train.loss"};
  for (std::size_t i = 0; job.losses.size() > 1 && i < job.losses.size(); ++i)
    known.push_back("val." + measured_as(job, i, "loss"));
  for (const MetricJob& metric : job.metrics)
    known.push_back("val." + measured_as(job, metric.loss, measured_as(metric.part)));
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

/// Parameters of a schedule's pieces that name a measure: plateau's `metric`.
void check_schedule(const Bound& piece, const Job& job, Diagnostics& diagnostics) {
  for (std::size_t i = 0; i < piece.part->params.size(); ++i)
    if (piece.part->params[i].unit == kMeasureUnit)
      check_name(piece.values[i].s,
                 piece.places[i].known() ? piece.places[i] : piece.place, piece.id(),
                 job, diagnostics);
}

}  // namespace

void check_metric_names(const Job& job, Diagnostics& diagnostics) {
  if (job.train.stop_early)
    check_name(job.train.stop_early->metric, job.train.stop_early->place, "stop_early",
               job, diagnostics);
  if (!job.checkpoint.best.empty())
    check_name(job.checkpoint.best, job.checkpoint.best_place, "best", job,
               diagnostics);
  for (const SchedulePiece& piece : job.schedule)
    check_schedule(piece.part, job, diagnostics);
}

}  // namespace backplane::config
