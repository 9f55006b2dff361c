// accuracy = rows whose decided class is the target's / rows
#include "train/metrics/decide.hpp"
#include "train/metrics/entries.hpp"

namespace backplane::train::metrics {
namespace {

class Accuracy final : public Metric {
 public:
  explicit Accuracy(bool logits) : logits_(logits) {}

  [[nodiscard]] std::string name() const override { return "accuracy"; }
  void reset() override { right_ = rows_ = 0; }
  Outcome add(const MetricBatch& batch) override {
    return for_each_row(batch, [this](auto row, std::int64_t target) {
      right_ += decided(row, logits_) == target ? 1u : 0u;
      ++rows_;
    });
  }
  [[nodiscard]] std::optional<double> value() const override {
    if (rows_ == 0) return std::nullopt;
    return static_cast<double>(right_) / static_cast<double>(rows_);
  }

 private:
  bool logits_;
  std::uint64_t right_ = 0, rows_ = 0;
};

class AccuracyKind final : public MetricKind {
 public:
  AccuracyKind() {
    id = "accuracy";
    summary = "rows whose class is right / rows";
    doc =
        "The class is the largest output, the first of several. A single output says 1 "
        "above 0 if it is a logit, above 0.5 otherwise. Dense targets count by their "
        "largest entry and lie in [0, 1]. A row with NaN is wrong.";
  }
  [[nodiscard]] Outcome check(const config::Bound& bound,
                              const MetricTask& task) const override {
    return check_classes(bound, task);
  }
  [[nodiscard]] std::unique_ptr<Metric> make(const config::Bound&,
                                             const MetricTask& task) const override {
    return std::make_unique<Accuracy>(task.logits);
  }
};

}  // namespace

const MetricKind& accuracy() {
  static const AccuracyKind instance;
  return instance;
}

}  // namespace backplane::train::metrics
