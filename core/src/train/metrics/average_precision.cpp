// average_precision = sum over scores of (recall - recall before) precision, both of
// the rows down to that score.
#include "train/metrics/entries.hpp"
#include "train/metrics/ranking.hpp"
#include "train/sum.hpp"

namespace backplane::train::metrics {
namespace {

double area(std::span<const Tie> ties, const Tie& total) {
  Sum sum;
  double right = 0, rows = 0;
  for (const Tie& tie : ties) {
    const auto more = static_cast<double>(tie.positives);
    right += more;
    rows += more + static_cast<double>(tie.negatives);
    sum.add(more * right / rows);
  }
  return sum.value() / static_cast<double>(total.positives);
}

class AveragePrecision final : public RankingKind {
 public:
  AveragePrecision()
      : RankingKind("average_precision", "area under precision over recall, by steps",
                    &area) {}
};

}  // namespace

const MetricKind& average_precision() {
  static const AveragePrecision instance;
  return instance;
}

}  // namespace backplane::train::metrics
