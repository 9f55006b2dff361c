// precision = rows that said a class and were of it / rows that said it
#include "train/metrics/class_score.hpp"
#include "train/metrics/entries.hpp"

namespace backplane::train::metrics {
namespace {

double score(const ClassCount& count, double otherwise) {
  return ratio(count.right, count.said, otherwise);
}

class Precision final : public ClassScoreKind {
 public:
  Precision()
      : ClassScoreKind("precision",
                       "rows rightly said to be of a class / rows said to be of it",
                       &score) {}
};

}  // namespace

const MetricKind& precision() {
  static const Precision instance;
  return instance;
}

}  // namespace backplane::train::metrics
