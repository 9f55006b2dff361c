// matthews = (n right - sum t p) / sqrt((n^2 - sum t^2) (n^2 - sum p^2)), sums over the
// classes, t a class's rows and p the rows that said it: the correlation of both.
#include <cmath>

#include "train/metrics/class_counts.hpp"
#include "train/metrics/entries.hpp"

namespace backplane::train::metrics {
namespace {

// Whole numbers below 2^53, for up to 94 million rows: every sum is exact.
class Matthews final : public Metric {
 public:
  explicit Matthews(const MetricTask& task) : counts_(task) {}

  [[nodiscard]] std::string name() const override { return "matthews"; }
  void reset() override { counts_.reset(); }
  Outcome add(const MetricBatch& batch) override { return counts_.add(batch); }
  [[nodiscard]] std::optional<double> value() const override {
    if (counts_.rows() == 0) return std::nullopt;
    const auto n = static_cast<double>(counts_.rows());
    const auto none = static_cast<double>(counts_.undecided());
    double right = 0, both = 0, targets = 0, said = none * none;
    for (const ClassCount& count : counts_.classes()) {
      const auto t = static_cast<double>(count.target);
      const auto p = static_cast<double>(count.said);
      right += static_cast<double>(count.right);
      both += t * p;
      targets += t * t;
      said += p * p;
    }
    const double spread = (n * n - targets) * (n * n - said);
    return spread > 0 ? (n * right - both) / std::sqrt(spread) : 0;
  }

 private:
  ClassCounts counts_;
};

class MatthewsKind final : public MetricKind {
 public:
  MatthewsKind() {
    id = "matthews";
    summary = "correlation between what was said and what was so, from -1 to 1";
    doc =
        "Matthews' coefficient, for any number of classes: 1 is perfect, 0 what chance "
        "reaches, also where only one class is a target or was said. Rows with NaN say "
        "a class of their own.";
  }
  [[nodiscard]] Outcome check(const config::Bound& bound,
                              const MetricTask& task) const override {
    return check_classes(bound, task);
  }
  [[nodiscard]] std::unique_ptr<Metric> make(const config::Bound&,
                                             const MetricTask& task) const override {
    return std::make_unique<Matthews>(task);
  }
};

}  // namespace

const MetricKind& matthews() {
  static const MatthewsKind instance;
  return instance;
}

}  // namespace backplane::train::metrics
