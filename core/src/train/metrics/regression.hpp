#pragma once
// What the metrics of measured values share: rows of numbers against rows of numbers.

#include <cstdint>

#include "train/metric.hpp"

namespace backplane::train::metrics {

/// They compare numbers. Errors: E0372, labels; E0370, no targets.
Outcome check_values(const config::Bound& bound, const MetricTask& task);

/// Calls visit(column, output, target) for every element, row by row, in double.
template <class Visit>
void for_each_value(const MetricBatch& batch, const Visit& visit) {
  const auto walk = [&](const auto* outputs, const auto* targets) {
    for (std::int64_t r = 0; r < batch.rows; ++r)
      for (std::int64_t c = 0; c < batch.cols; ++c) {
        const std::int64_t at = r * batch.cols + c;
        visit(static_cast<std::size_t>(c), static_cast<double>(outputs[at]),
              static_cast<double>(targets[at]));
      }
  };
  if (batch.dtype == DType::f64)
    walk(static_cast<const double*>(batch.outputs),
         static_cast<const double*>(batch.dense));
  else
    walk(static_cast<const float*>(batch.outputs),
         static_cast<const float*>(batch.dense));
}

}  // namespace backplane::train::metrics
