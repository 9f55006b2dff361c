// mae = mean |y - t| over rows and outputs
#include <cmath>

#include "train/metrics/entries.hpp"
#include "train/metrics/regression.hpp"
#include "train/sum.hpp"

namespace backplane::train::metrics {
namespace {

class Mae final : public Metric {
 public:
  [[nodiscard]] std::string name() const override { return "mae"; }
  [[nodiscard]] bool higher_is_better() const override { return false; }
  void reset() override { *this = Mae(); }
  Outcome add(const MetricBatch& batch) override {
    for_each_value(batch, [this](std::size_t, double y, double t) {
      sum_.add(std::fabs(y - t));
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

class MaeKind final : public MetricKind {
 public:
  MaeKind() {
    id = "mae";
    summary = "mean |y - t| over rows and outputs";
  }
  [[nodiscard]] Outcome check(const config::Bound& bound,
                              const MetricTask& task) const override {
    return check_values(bound, task);
  }
  [[nodiscard]] std::unique_ptr<Metric> make(const config::Bound&,
                                             const MetricTask&) const override {
    return std::make_unique<Mae>();
  }
};

}  // namespace

const MetricKind& mae() {
  static const MaeKind instance;
  return instance;
}

}  // namespace backplane::train::metrics
