// What the metrics of measured values share.
#include "train/metrics/regression.hpp"

#include <fmt/format.h>

namespace backplane::train::metrics {

Outcome check_values(const config::Bound& bound, const MetricTask& task) {
  if (task.targets == data::Targets::dense) return Done{};
  Error error;
  error.place = bound.place;
  if (task.targets == data::Targets::none) {
    error.code = "E0370";
    error.message =
        fmt::format("'{}' needs targets, but the data has none", bound.id());
    return error;
  }
  error.code = "E0372";
  error.message =
      fmt::format("'{}' compares numbers, but the targets are labels", bound.id());
  error.remarks = {"for labels: accuracy, f1, confusion_matrix and others"};
  return error;
}

}  // namespace backplane::train::metrics
