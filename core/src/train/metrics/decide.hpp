#pragma once
// Which class a row of outputs says, and which its target: what the classification
// metrics share.

#include <cstdint>
#include <span>

#include "train/metric.hpp"

namespace backplane::train::metrics {

inline constexpr std::int64_t kUndecided = -1;  ///< a NaN among the outputs

/// The place of the largest, the first of several; kUndecided when one is NaN.
template <class T>
std::int64_t largest(std::span<const T> row) {
  std::int64_t best = 0;
  for (std::size_t c = 0; c < row.size(); ++c) {
    if (row[c] != row[c]) return kUndecided;
    if (row[c] > row[static_cast<std::size_t>(best)])
      best = static_cast<std::int64_t>(c);
  }
  return best;
}

/// The class that row `r` of the outputs says: the largest, or for a single column
/// whether it is above the threshold.
template <class T>
std::int64_t decided(std::span<const T> row, bool logits) {
  if (row.size() > 1) return largest(row);
  if (row[0] != row[0]) return kUndecided;
  return row[0] > T(logits ? 0 : 0.5) ? 1 : 0;
}

/// The class of row `r`'s target; pre: the row is not left out. Errors: E0373, dense
/// targets that are no classes or probabilities of classes, that is, outside [0, 1] and
/// not -1.
Result<std::int64_t> target_class(const MetricBatch& batch, std::int64_t r);

/// Errors: E0370, the data has no targets.
Outcome check_classes(const config::Bound& bound, const MetricTask& task);

/// A row whose label is negative has no class: no metric of classes counts it.
[[nodiscard]] inline bool left_out(const MetricBatch& batch, std::int64_t r) {
  return batch.labels != nullptr && batch.labels[r] < 0;
}

/// Classes that the outputs tell apart: a single column tells two.
[[nodiscard]] inline std::int64_t class_count(const MetricTask& task) {
  return task.cols > 1 ? task.cols : 2;
}

/// Errors: E0371, more classes than `most`, which a metric that grows with them sets.
Outcome check_class_count(const config::Bound& bound, const MetricTask& task,
                          std::int64_t most);

/// Calls visit(outputs of row r as a span, target's class) for every row that is not
/// left out.
template <class Visit>
Outcome for_each_row(const MetricBatch& batch, const Visit& visit) {
  const auto cols = static_cast<std::size_t>(batch.cols);
  for (std::int64_t r = 0; r < batch.rows; ++r) {
    if (left_out(batch, r)) continue;
    auto target = target_class(batch, r);
    if (!target) return target.error();
    const std::size_t at = static_cast<std::size_t>(r) * cols;
    if (batch.dtype == DType::f64)
      visit(std::span(static_cast<const double*>(batch.outputs) + at, cols), *target);
    else
      visit(std::span(static_cast<const float*>(batch.outputs) + at, cols), *target);
  }
  return Done{};
}

}  // namespace backplane::train::metrics
