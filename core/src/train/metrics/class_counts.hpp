#pragma once
// How often each class was the target, was said, and both: all that precision, recall,
// F1, balanced accuracy and Matthews' coefficient need.

#include <algorithm>
#include <cstdint>
#include <span>
#include <vector>

#include "train/metrics/decide.hpp"

namespace backplane::train::metrics {

/// Of one class, or of several added up.
struct ClassCount {
  std::uint64_t right = 0;   ///< rows that said it and were of it
  std::uint64_t target = 0;  ///< rows that were of it
  std::uint64_t said = 0;    ///< rows that said it
};

class ClassCounts {
 public:
  explicit ClassCounts(const MetricTask& task)
      : logits_(task.logits), classes_(static_cast<std::size_t>(class_count(task))) {}

  void reset() {
    std::fill(classes_.begin(), classes_.end(), ClassCount{});
    rows_ = undecided_ = 0;
  }
  /// Rows with NaN say no class.
  Outcome add(const MetricBatch& batch) {
    return for_each_row(batch, [this](auto row, std::int64_t target) {
      const std::int64_t said = decided(row, logits_);
      ++rows_;
      ++of(target).target;
      if (said == kUndecided) {
        ++undecided_;
        return;
      }
      ++of(said).said;
      if (said == target) ++of(said).right;
    });
  }

  [[nodiscard]] std::span<const ClassCount> classes() const { return classes_; }
  [[nodiscard]] std::uint64_t rows() const { return rows_; }
  [[nodiscard]] std::uint64_t undecided() const { return undecided_; }
  [[nodiscard]] ClassCount total() const {
    ClassCount sum;
    for (const ClassCount& one : classes_) {
      sum.right += one.right;
      sum.target += one.target;
      sum.said += one.said;
    }
    return sum;
  }

 private:
  ClassCount& of(std::int64_t c) { return classes_[static_cast<std::size_t>(c)]; }

  bool logits_;
  std::vector<ClassCount> classes_;
  std::uint64_t rows_ = 0, undecided_ = 0;
};

}  // namespace backplane::train::metrics
