// mape = mean |y - t| / |t| over rows and outputs
#include <cmath>
#include <limits>

#include "train/metrics/entries.hpp"
#include "train/metrics/regression.hpp"
#include "train/sum.hpp"

namespace backplane::train::metrics {
namespace {

// A target of 0 counts as this much, as in scikit-learn.
constexpr double kLeast = std::numeric_limits<double>::epsilon();

class Mape final : public Metric {
 public:
  [[nodiscard]] std::string name() const override { return "mape"; }
  [[nodiscard]] bool higher_is_better() const override { return false; }
  void reset() override { *this = Mape(); }
  Outcome add(const MetricBatch& batch) override {
    for_each_value(batch, [this](std::size_t, double y, double t) {
      sum_.add(std::fabs(y - t) / std::fmax(std::fabs(t), kLeast));
      ++count_;
    });
    return Done{};
  }
  [[nodiscard]] std::optional<double> value() const override {
    if (count_ == 0) return std::nullopt;
    return sum_.value() / static_cast<double>(count_);
  }

 private:
  Sum sum_;
  std::uint64_t count_ = 0;
};

class MapeKind final : public MetricKind {
 public:
  MapeKind() {
    id = "mape";
    summary = "mean |y - t| / |t| over rows and outputs";
    doc =
        "The mean absolute error as a part of the target: 0.05 is five percent. A "
        "target "
        "of 0 makes it huge.";
  }
  [[nodiscard]] Outcome check(const config::Bound& bound,
                              const MetricTask& task) const override {
    return check_values(bound, task);
  }
  [[nodiscard]] std::unique_ptr<Metric> make(const config::Bound&,
                                             const MetricTask&) const override {
    return std::make_unique<Mape>();
  }
};

}  // namespace

const MetricKind& mape() {
  static const MapeKind instance;
  return instance;
}

}  // namespace backplane::train::metrics
