// Metrics: what all of them share, and the set of a run.
#include "train/metric.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

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

Result<Metrics> make_metrics(const std::vector<config::Bound>& bounds,
                             const MetricTask& task) {
  Metrics metrics;
  Diagnostics diagnostics;
  for (const config::Bound& bound : bounds) {
    const MetricKind* kind = find_metric(bound.id());
    if (kind == nullptr) {
      diagnostics.add("E0374", fmt::format("no metric is called '{}'", bound.id()),
                      bound.place);
      continue;
    }
    if (const Outcome fit = kind->check(bound, task); !fit) {
      diagnostics.add(fit.error());
      continue;
    }
    std::unique_ptr<Metric> metric = kind->make(bound, task);
    const bool twice =
        std::any_of(metrics.begin(), metrics.end(),
                    [&](const auto& other) { return other->name() == metric->name(); });
    if (twice)
      diagnostics.add("E0375",
                      fmt::format("the metric '{}' stands twice", metric->name()),
                      bound.place, "remove it");
    metrics.push_back(std::move(metric));
  }
  if (!diagnostics.ok()) return diagnostics.joined();
  return metrics;
}

}  // namespace backplane::train
