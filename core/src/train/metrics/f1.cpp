// f1 = 2 P R / (P + R) of precision P and recall R = 2 right / (said + target)
#include "train/metrics/class_score.hpp"
#include "train/metrics/entries.hpp"

namespace backplane::train::metrics {
namespace {

double score(const ClassCount& count, double otherwise) {
  return ratio(2 * count.right, count.said + count.target, otherwise);
}

class F1 final : public ClassScoreKind {
 public:
  F1() : ClassScoreKind("f1", "2 P R / (P + R) of precision P and recall R", &score) {}
};

}  // namespace

const MetricKind& f1() {
  static const F1 instance;
  return instance;
}

}  // namespace backplane::train::metrics
