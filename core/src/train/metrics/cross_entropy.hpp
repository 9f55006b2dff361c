#pragma once
// The mean of -log p over rows, p the probability of the target's class: what
// perplexity and bits_per_byte are made from.

#include "train/metrics/decide.hpp"
#include "train/metrics/probability.hpp"
#include "train/sum.hpp"

namespace backplane::train::metrics {

class CrossEntropy {
 public:
  explicit CrossEntropy(bool logits) : logits_(logits) {}

  void reset() {
    sum_ = {};
    rows_ = 0;
  }
  Outcome add(const MetricBatch& batch) {
    return for_each_row(batch, [this](auto row, std::int64_t target) {
      sum_.add(-log_probability(row, logits_, target));
      ++rows_;
    });
  }
  /// In nats.
  [[nodiscard]] std::optional<double> mean() const {
    if (rows_ == 0) return std::nullopt;
    return sum_.value() / static_cast<double>(rows_);
  }

 private:
  bool logits_;
  Sum sum_;
  std::uint64_t rows_ = 0;
};

}  // namespace backplane::train::metrics
