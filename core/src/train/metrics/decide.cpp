// Which class a row's target says.
#include "train/metrics/decide.hpp"

#include <fmt/format.h>

namespace backplane::train::metrics {
namespace {

Error no_class(double value) {
  Error error;
  error.code = "E0373";
  error.message = fmt::format(
      "a target of {:.6g} is no class: expected 0 and 1, or probabilities", value);
  error.remarks = {"these targets look like measured values: use mae, rmse, mape or r2"};
  return error;
}

// The largest of a dense row, or for a single column whether it is at least a half; -1
// says no as 0 does.
template <class T>
Result<std::int64_t> dense_class(std::span<const T> row) {
  for (const T value : row)
    if (!(value >= T(0) && value <= T(1)) && value != T(-1))
      return no_class(static_cast<double>(value));
  if (row.size() == 1) return std::int64_t{row[0] >= T(0.5) ? 1 : 0};
  return largest(row);
}

}  // namespace

Result<std::int64_t> target_class(const MetricBatch& batch, std::int64_t r) {
  if (batch.labels != nullptr) return std::int64_t{batch.labels[r]};
  const auto cols = static_cast<std::size_t>(batch.cols);
  const std::size_t at = static_cast<std::size_t>(r) * cols;
  if (batch.dtype == DType::f64)
    return dense_class(std::span(static_cast<const double*>(batch.dense) + at, cols));
  return dense_class(std::span(static_cast<const float*>(batch.dense) + at, cols));
}

Outcome check_classes(const config::Bound& bound, const MetricTask& task) {
  if (task.targets != data::Targets::none) return Done{};
  Error error;
  error.code = "E0370";
  error.message = fmt::format("'{}' needs targets, but the data has none", bound.id());
  error.place = bound.place;
  return error;
}

Outcome check_class_count(const config::Bound& bound, const MetricTask& task,
                          std::int64_t most) {
  if (task.cols <= most) return Done{};
  Error error;
  error.code = "E0371";
  error.message =
      fmt::format("{} takes up to {} classes, but the network has {} outputs",
                  bound.id(), most, task.cols);
  error.place = bound.place;
  return error;
}

}  // namespace backplane::train::metrics
