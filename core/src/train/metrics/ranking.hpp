#pragma once
// How well scores rank the rows of a class before all others: what roc_auc and
// average_precision share. Both need every row's score, so these are kept.

#include "train/metrics/decide.hpp"

namespace backplane::train::metrics {

/// Rows of one score, and how many of them are of the class.
struct Tie {
  std::uint64_t positives = 0, negatives = 0;
};
/// Ties in falling order of score -> the area. Pre: some of both kinds.
using Area = double (*)(std::span<const Tie> ties, const Tie& total);

/// roc_auc, average_precision: an entry with the parameter `average`.
class RankingKind : public MetricKind {
 public:
  /// Errors: E0370 no targets, E0371 more than 4096 classes.
  [[nodiscard]] Outcome check(const config::Bound& bound,
                              const MetricTask& task) const final;
  [[nodiscard]] std::unique_ptr<Metric> make(const config::Bound& bound,
                                             const MetricTask& task) const final;

 protected:
  RankingKind(std::string name, std::string formula, Area area);

 private:
  Area area_;
};

}  // namespace backplane::train::metrics
