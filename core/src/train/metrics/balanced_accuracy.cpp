// balanced_accuracy = mean over the targets' classes of recall
#include "train/metrics/class_counts.hpp"
#include "train/metrics/entries.hpp"
#include "train/sum.hpp"

namespace backplane::train::metrics {
namespace {

class BalancedAccuracy final : public Metric {
 public:
  explicit BalancedAccuracy(const MetricTask& task) : counts_(task) {}

  [[nodiscard]] std::string name() const override { return "balanced_accuracy"; }
  void reset() override { counts_.reset(); }
  Outcome add(const MetricBatch& batch) override { return counts_.add(batch); }
  [[nodiscard]] std::optional<double> value() const override {
    if (counts_.rows() == 0) return std::nullopt;
    Sum sum;
    std::uint64_t classes = 0;
    for (const ClassCount& count : counts_.classes()) {
      if (count.target == 0) continue;
      sum.add(static_cast<double>(count.right) / static_cast<double>(count.target));
      ++classes;
    }
    return sum.value() / static_cast<double>(classes);
  }

 private:
  ClassCounts counts_;
};

class BalancedAccuracyKind final : public MetricKind {
 public:
  BalancedAccuracyKind() {
    id = "balanced_accuracy";
    summary = "mean over classes of their right rows / their rows";
    doc =
        "As accuracy if every class had as many rows. Classes without a row do not "
        "count.";
  }
  [[nodiscard]] Outcome check(const config::Bound& bound,
                              const MetricTask& task) const override {
    return check_classes(bound, task);
  }
  [[nodiscard]] std::unique_ptr<Metric> make(const config::Bound&,
                                             const MetricTask& task) const override {
    return std::make_unique<BalancedAccuracy>(task);
  }
};

}  // namespace

const MetricKind& balanced_accuracy() {
  static const BalancedAccuracyKind instance;
  return instance;
}

}  // namespace backplane::train::metrics
