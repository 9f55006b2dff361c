// r2 = 1 - sum (y - t)^2 / sum (t - mean t)^2, for each output, then their mean
#include <vector>

#include "train/metrics/entries.hpp"
#include "train/metrics/regression.hpp"
#include "train/sum.hpp"

namespace backplane::train::metrics {
namespace {

// Targets are taken from the first one on: sum d^2 - (sum d)^2 / n loses nothing then,
// wherever the mean lies.
struct Column {
  double first = 0;
  Sum residual;        // sum (y - t)^2
  Sum shift, squares;  // sum d, sum d^2 with d = t - first
};

class R2 final : public Metric {
 public:
  explicit R2(std::int64_t cols) : columns_(static_cast<std::size_t>(cols)) {}

  [[nodiscard]] std::string name() const override { return "r2"; }
  void reset() override {
    for (Column& column : columns_) column = {};
    rows_ = 0;
  }
  Outcome add(const MetricBatch& batch) override {
    if (rows_ == 0 && batch.rows > 0) take_first(batch);
    for_each_value(batch, [this](std::size_t c, double y, double t) {
      Column& column = columns_[c];
      const double d = t - column.first;
      column.residual.add((y - t) * (y - t));
      column.shift.add(d);
      column.squares.add(d * d);
    });
    rows_ += static_cast<std::uint64_t>(batch.rows);
    return Done{};
  }
  [[nodiscard]] std::optional<double> value() const override {
    if (rows_ == 0) return std::nullopt;
    Sum sum;
    for (const Column& column : columns_) sum.add(of(column));
    return sum.value() / static_cast<double>(columns_.size());
  }

 private:
  void take_first(MetricBatch batch) {
    batch.rows = 1;
    for_each_value(batch,
                   [this](std::size_t c, double, double t) { columns_[c].first = t; });
  }
  // Of targets that are all the same: 1 when every one was met, otherwise 0.
  [[nodiscard]] double of(const Column& column) const {
    const double shift = column.shift.value();
    const double total =
        column.squares.value() - shift * shift / static_cast<double>(rows_);
    const double residual = column.residual.value();
    if (total <= 0) return residual == 0 ? 1 : 0;
    return 1 - residual / total;
  }

  std::vector<Column> columns_;
  std::uint64_t rows_ = 0;
};

class R2Kind final : public MetricKind {
 public:
  R2Kind() {
    id = "r2";
    summary = "1 - sum (y - t)^2 / sum (t - mean t)^2";
    doc =
        "The part of the targets' variance that is explained: 1 is perfect, 0 what "
        "their "
        "mean would reach. Several outputs: the mean of theirs. Targets that are all "
        "equal: 1 when every one was met, otherwise 0.";
  }
  [[nodiscard]] Outcome check(const config::Bound& bound,
                              const MetricTask& task) const override {
    return check_values(bound, task);
  }
  [[nodiscard]] std::unique_ptr<Metric> make(const config::Bound&,
                                             const MetricTask& task) const override {
    return std::make_unique<R2>(task.cols);
  }
};

}  // namespace

const MetricKind& r2() {
  static const R2Kind instance;
  return instance;
}

}  // namespace backplane::train::metrics
