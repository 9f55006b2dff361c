#pragma once
// A metric judges the outputs of a network against the targets, batch after batch.

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "backplane/component.hpp"
#include "config/bind.hpp"
#include "data/dataset.hpp"

namespace backplane::train {

/// What the metrics of a run will be shown; known when the network is planned.
struct MetricTask {
  data::Targets targets = data::Targets::labels;
  std::int64_t cols = 1;  ///< outputs of the network, a row
  /// Outputs are logits: a single column says "yes" above 0, otherwise above 0.5.
  bool logits = true;
};

/// Rows to judge. dtype f32 or f64 serves outputs and dense. Labels or dense, as the
/// task says; labels lie in [0, cols), or in {0, 1} for a single column. A row whose
/// label is negative is left out by every metric.
struct MetricBatch {
  DType dtype = DType::f32;
  std::int64_t rows = 0, cols = 0;
  const void* outputs = nullptr;  ///< [rows, cols], packed
  const std::int32_t* labels = nullptr;
  const void* dense = nullptr;  ///< [rows, cols], packed
};

/// One metric of one run. Sums in the order of the rows, however they are cut into
/// batches. Not thread-safe.
class Metric {
 public:
  virtual ~Metric() = default;

  /// "accuracy", "top_5".
  [[nodiscard]] virtual std::string name() const = 0;
  [[nodiscard]] virtual bool higher_is_better() const { return true; }
  virtual void reset() = 0;
  /// Allocates nothing, but for metrics that rank rows against each other: those keep a
  /// score a row and class, and grow. Errors: targets that it cannot be asked about.
  virtual Outcome add(const MetricBatch& batch) = 0;
  /// Of all rows since reset(); none without rows, and for what is no number.
  [[nodiscard]] virtual std::optional<double> value() const = 0;
  /// A JSON value: a number, null, or the whole of what is no number.
  [[nodiscard]] virtual std::string json() const;
  /// For people; several lines for a matrix, without a newline at the end. `names`: the
  /// labels' names, may be empty.
  [[nodiscard]] virtual std::string text(const std::vector<std::string>& names) const;
};

/// One entry of the table. Immutable, thread-safe.
class MetricKind : public Described {
 public:
  MetricKind() = default;
  MetricKind(const MetricKind&) = delete;
  MetricKind& operator=(const MetricKind&) = delete;
  virtual ~MetricKind() = default;

  /// Whether it can judge such outputs; the error stands at `bound`'s place.
  [[nodiscard]] virtual Outcome check(const config::Bound& bound,
                                      const MetricTask& task) const = 0;
  /// Pre: check() passed.
  [[nodiscard]] virtual std::unique_ptr<Metric> make(const config::Bound& bound,
                                                     const MetricTask& task) const = 0;
};

/// nullptr when there is none of that name.
[[nodiscard]] const MetricKind* find_metric(std::string_view id);

/// A metric of a run, and whose outputs it judges.
struct RunMetric {
  std::string name;      ///< as in `val.accuracy` and in metrics.jsonl; with the head's
                         ///< name where there are several
  std::size_t head = 0;  ///< of the network's
  std::unique_ptr<Metric> metric;

  Metric* operator->() const { return metric.get(); }
};
using Metrics = std::vector<RunMetric>;
/// In order. `tasks`: by head. Errors, all at once: what check() refuses, and a metric
/// named twice.
Result<Metrics> make_metrics(const config::Job& job,
                             const std::vector<MetricTask>& tasks);

}  // namespace backplane::train
