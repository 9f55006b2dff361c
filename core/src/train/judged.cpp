// Rows are copied only where something is left out.
#include "train/judged.hpp"

#include <algorithm>

namespace backplane::train {

MetricBatch Judged::of(const MetricBatch& all, std::int64_t cols,
                       const std::optional<std::int64_t>& ignored) {
  const auto left_out = [&](std::int64_t r) {
    return ignored && all.labels != nullptr && all.labels[r] == *ignored;
  };
  bool whole = cols == all.cols;
  for (std::int64_t r = 0; whole && r < all.rows; ++r) whole = !left_out(r);
  if (whole) return all;

  outputs_.clear();
  labels_.clear();
  const auto* from = static_cast<const std::byte*>(all.outputs);
  const auto width = static_cast<std::int64_t>(size_of(all.dtype));
  MetricBatch kept = all;
  kept.rows = 0;
  for (std::int64_t r = 0; r < all.rows; ++r) {
    if (left_out(r)) continue;
    const auto* row = from + r * all.cols * width;
    outputs_.insert(outputs_.end(), row, row + cols * width);
    if (all.labels != nullptr) labels_.push_back(all.labels[r]);
    ++kept.rows;
  }
  kept.cols = cols;
  kept.outputs = outputs_.data();
  if (all.labels != nullptr) kept.labels = labels_.data();
  return kept;
}

}  // namespace backplane::train
