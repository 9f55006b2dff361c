// recall = rows that said a class and were of it / rows of it
#include "train/metrics/class_score.hpp"
#include "train/metrics/entries.hpp"

namespace backplane::train::metrics {
namespace {

double score(const ClassCount& count, double otherwise) {
  return ratio(count.right, count.target, otherwise);
}

class Recall final : public ClassScoreKind {
 public:
  Recall()
      : ClassScoreKind("recall", "rows rightly said to be of a class / rows of it",
                       &score) {}
};

}  // namespace

const MetricKind& recall() {
  static const Recall instance;
  return instance;
}

}  // namespace backplane::train::metrics
