#pragma once
// A score of each class and their average: what precision, recall and F1 share.

#include "train/metrics/class_counts.hpp"

namespace backplane::train::metrics {

/// The score of a class, or of all of them together; `otherwise` where it is 0 / 0.
using ClassScore = double (*)(const ClassCount& count, double otherwise);

/// a / b, or `otherwise` for b = 0.
[[nodiscard]] inline double ratio(std::uint64_t a, std::uint64_t b, double otherwise) {
  return b == 0 ? otherwise : static_cast<double>(a) / static_cast<double>(b);
}

/// precision, recall, f1: an entry with the parameters `average` and `zero_division`.
class ClassScoreKind : public MetricKind {
 public:
  /// Errors: E0370 no targets, E0371 average: binary and more than two classes.
  [[nodiscard]] Outcome check(const config::Bound& bound,
                              const MetricTask& task) const final;
  [[nodiscard]] std::unique_ptr<Metric> make(const config::Bound& bound,
                                             const MetricTask& task) const final;

 protected:
  ClassScoreKind(std::string name, std::string formula, ClassScore score);

 private:
  ClassScore score_;
};

}  // namespace backplane::train::metrics
