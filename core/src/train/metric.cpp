// Metrics: what all of them share, and the set of a run.
#include "train/metric.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "config/measured.hpp"
#include "diagnostics.hpp"
#include "train/jsonl.hpp"

namespace backplane::train {

std::string Metric::json() const {
  const auto number = value();
  return number ? json_number(*number) : "null";
}

std::string Metric::text(const std::vector<std::string>&) const {
  const auto number = value();
  return number ? fmt::format("{:.6g}", *number) : "none";
}

Result<Metrics> make_metrics(const config::Job& job,
                             const std::vector<MetricTask>& tasks) {
  Metrics metrics;
  Diagnostics diagnostics;
  for (const config::MetricJob& wanted : job.metrics) {
    const config::Bound& bound = wanted.part;
    const MetricKind* kind = find_metric(bound.id());
    if (kind == nullptr) {
      diagnostics.add("E0374", fmt::format("no metric is called '{}'", bound.id()),
                      bound.place);
      continue;
    }
    if (const Outcome fit = kind->check(bound, tasks[wanted.loss]); !fit) {
      diagnostics.add(fit.error());
      continue;
    }
    std::unique_ptr<Metric> metric = kind->make(bound, tasks[wanted.loss]);
    std::string name = config::measured_as(job, wanted.loss, metric->name());
    if (std::ranges::count(metrics, name, &RunMetric::name) > 0)
      diagnostics.add("E0375", fmt::format("the metric '{}' stands twice", name),
                      bound.place, "remove it");
    metrics.push_back({std::move(name), wanted.loss, std::move(metric)});
  }
  if (!diagnostics.ok()) return diagnostics.joined();
  return metrics;
}

}  // namespace backplane::train
