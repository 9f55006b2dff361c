// roc_auc = P(a row of the class scores above another) + P(they score the same) / 2,
// the area under true positives over false positives.
#include "train/metrics/entries.hpp"
#include "train/metrics/ranking.hpp"

namespace backplane::train::metrics {
namespace {

// Pairs are counted twice, so that halves are whole: exact up to the division.
double area(std::span<const Tie> ties, const Tie& total) {
  std::uint64_t above = 0, twice = 0;
  for (const Tie& tie : ties) {
    twice += tie.negatives * (2 * above + tie.positives);
    above += tie.positives;
  }
  const auto pairs =
      static_cast<double>(total.positives) * static_cast<double>(total.negatives);
  return static_cast<double>(twice) / 2 / pairs;
}

class RocAuc final : public RankingKind {
 public:
  RocAuc()
      : RankingKind("roc_auc", "area under the true positives over the false ones",
                    &area) {}
};

}  // namespace

const MetricKind& roc_auc() {
  static const RocAuc instance;
  return instance;
}

}  // namespace backplane::train::metrics
