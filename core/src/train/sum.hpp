#pragma once
// A sum in double with its rounding error carried along (Neumaier): the same bits
// however the numbers are cut into batches, off by at most about one rounding.

#include <cmath>

namespace backplane::train {

class Sum {
 public:
  Sum() = default;
  /// As it stood: to go on after a pause.
  Sum(double sum, double compensation) : sum_(sum), compensation_(compensation) {}

  void add(double x) {
    const double next = sum_ + x;
    compensation_ +=
        std::fabs(sum_) >= std::fabs(x) ? (sum_ - next) + x : (x - next) + sum_;
    sum_ = next;
  }
  /// An infinite sum stays infinite: its compensation is no number.
  [[nodiscard]] double value() const {
    return std::isfinite(sum_) ? sum_ + compensation_ : sum_;
  }
  [[nodiscard]] double sum() const { return sum_; }
  [[nodiscard]] double compensation() const { return compensation_; }

 private:
  double sum_ = 0, compensation_ = 0;
};

}  // namespace backplane::train
