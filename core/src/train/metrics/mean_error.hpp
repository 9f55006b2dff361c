#pragma once
// The mean of an error over rows and outputs, and what is made of it: mae, mape, rmse.

#include "train/metrics/regression.hpp"
#include "train/sum.hpp"

namespace backplane::train::metrics {

/// `Error`: term(y, t) of an output and its target, and finish(mean).
template <class Error>
class MeanError final : public Metric {
 public:
  [[nodiscard]] std::string name() const override { return Error::id; }
  [[nodiscard]] bool higher_is_better() const override { return false; }
  void reset() override { *this = MeanError(); }
  Outcome add(const MetricBatch& batch) override {
    for_each_value(batch, [this](std::size_t, double y, double t) {
      sum_.add(Error::term(y, t));
      ++count_;
    });
    return Done{};
  }
  [[nodiscard]] std::optional<double> value() const override {
    if (count_ == 0) return std::nullopt;
    return Error::finish(sum_.value() / static_cast<double>(count_));
  }

 private:
  Sum sum_;
  std::uint64_t count_ = 0;
};

/// Its entry in the table: `Error` has an id, a summary and a doc as well.
template <class Error>
class MeanErrorKind final : public MetricKind {
 public:
  MeanErrorKind() {
    id = Error::id;
    summary = Error::summary;
    doc = Error::doc;
  }
  [[nodiscard]] Outcome check(const config::Bound& bound,
                              const MetricTask& task) const override {
    return check_values(bound, task);
  }
  [[nodiscard]] std::unique_ptr<Metric> make(const config::Bound&,
                                             const MetricTask&) const override {
    return std::make_unique<MeanError<Error>>();
  }
};

}  // namespace backplane::train::metrics
