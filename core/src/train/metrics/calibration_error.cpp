// calibration_error = sum over bins of (rows in it / rows) |right / rows in it - mean
// confidence|, bins of equal width by the confidence in the class that is said.
#include <cmath>
#include <limits>
#include <vector>

#include "described.hpp"
#include "train/metrics/decide.hpp"
#include "train/metrics/entries.hpp"
#include "train/metrics/probability.hpp"
#include "train/sum.hpp"

namespace backplane::train::metrics {
namespace {

struct Bin {
  std::uint64_t rows = 0, right = 0;
  Sum confidence;
};

class CalibrationError final : public Metric {
 public:
  CalibrationError(const MetricTask& task, std::int64_t bins)
      : logits_(task.logits),
        p_(static_cast<std::size_t>(class_count(task))),
        bins_(static_cast<std::size_t>(bins)) {}

  [[nodiscard]] std::string name() const override { return "calibration_error"; }
  [[nodiscard]] bool higher_is_better() const override { return false; }
  void reset() override {
    std::fill(bins_.begin(), bins_.end(), Bin{});
    rows_ = 0;
    nan_ = false;
  }
  Outcome add(const MetricBatch& batch) override {
    return for_each_row(batch,
                        [this](auto row, std::int64_t target) { count(row, target); });
  }
  [[nodiscard]] std::optional<double> value() const override;

 private:
  template <class T>
  void count(std::span<const T> row, std::int64_t target) {
    const std::int64_t said = decided(row, logits_);
    ++rows_;
    probabilities(row, logits_, p_);
    const double p =
        said == kUndecided ? std::nan("") : p_[static_cast<std::size_t>(said)];
    if (std::isnan(p)) {
      nan_ = true;
      return;
    }
    Bin& bin = bins_[bin_of(p)];
    ++bin.rows;
    bin.right += said == target ? 1 : 0;
    bin.confidence.add(std::fmin(std::fmax(p, 0), 1));
  }
  [[nodiscard]] std::size_t bin_of(double p) const;

  bool logits_;
  std::vector<double> p_;  // of one row
  std::vector<Bin> bins_;
  std::uint64_t rows_ = 0;
  bool nan_ = false;
};

// Bin i holds (i / bins, (i + 1) / bins], the first 0 too.
std::size_t CalibrationError::bin_of(double p) const {
  const auto bins = static_cast<double>(bins_.size());
  double i = std::fmin(std::fmax(std::ceil(p * bins) - 1, 0), bins - 1);
  if (i > 0 && p <= i / bins) --i;  // the product was rounded over the edge
  if (i < bins - 1 && p > (i + 1) / bins) ++i;
  return static_cast<std::size_t>(i);
}

std::optional<double> CalibrationError::value() const {
  if (rows_ == 0) return std::nullopt;
  if (nan_) return std::numeric_limits<double>::quiet_NaN();
  Sum sum;
  for (const Bin& bin : bins_)
    sum.add(std::fabs(static_cast<double>(bin.right) - bin.confidence.value()));
  return sum.value() / static_cast<double>(rows_);
}

class CalibrationErrorKind final : public MetricKind {
 public:
  CalibrationErrorKind() {
    id = "calibration_error";
    summary = "mean over bins of |part that is right - mean confidence|";
    doc =
        "The expected calibration error: how far the probability of the class that is "
        "said differs from how often it is right. Outputs that are no probabilities "
        "count as the nearest one.";
    params = {
        within(integer_param("bins", 15, "Bins of equal width", BACKPLANE_PF_MAIN), 1,
               100'000)};
  }
  [[nodiscard]] Outcome check(const config::Bound& bound,
                              const MetricTask& task) const override {
    return check_classes(bound, task);
  }
  [[nodiscard]] std::unique_ptr<Metric> make(const config::Bound& bound,
                                             const MetricTask& task) const override {
    return std::make_unique<CalibrationError>(task, bound.values[0].i);
  }
};

}  // namespace

const MetricKind& calibration_error() {
  static const CalibrationErrorKind instance;
  return instance;
}

}  // namespace backplane::train::metrics
