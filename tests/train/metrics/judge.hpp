#pragma once
// Metrics as a run makes and asks them.

#include <span>

#include "train/metric.hpp"
#include "train/pieces.hpp"

namespace backplane::tests {

using data::Targets;
using train::Metric;
using train::MetricBatch;
using train::MetricTask;

/// "f1: micro" for such a task.
inline std::unique_ptr<Metric> judge(const std::string& yaml, const MetricTask& task) {
  auto made = metrics_of({metric(yaml)}, task);
  if (!made.ok()) FAIL(render(made.error()));
  return std::move(made->front().metric);
}

inline MetricBatch labelled(std::span<const double> outputs,
                            std::span<const std::int32_t> labels) {
  const auto rows = static_cast<std::int64_t>(labels.size());
  const auto cols = static_cast<std::int64_t>(outputs.size()) / rows;
  return {DType::f64, rows, cols, outputs.data(), labels.data(), nullptr};
}

inline MetricBatch dense(std::span<const double> outputs,
                         std::span<const double> targets, std::int64_t cols) {
  const auto rows = static_cast<std::int64_t>(outputs.size()) / cols;
  return {DType::f64, rows, cols, outputs.data(), nullptr, targets.data()};
}

/// Rows [from, to) of a batch in double.
inline MetricBatch part_of(MetricBatch batch, std::int64_t from, std::int64_t to) {
  batch.outputs = static_cast<const double*>(batch.outputs) + from * batch.cols;
  if (batch.labels != nullptr) batch.labels += from;
  if (batch.dense != nullptr)
    batch.dense = static_cast<const double*>(batch.dense) + from * batch.cols;
  batch.rows = to - from;
  return batch;
}

/// Of all the rows at once.
inline std::optional<double> value_of(Metric& metric, const MetricBatch& batch) {
  metric.reset();
  REQUIRE(metric.add(batch).ok());
  return metric.value();
}

/// Of the rows of two classes or more, by logits: `value_of` with the task they imply.
inline std::optional<double> value_of(const std::string& yaml,
                                      const std::vector<double>& outputs,
                                      const std::vector<std::int32_t>& labels,
                                      bool logits = true) {
  const MetricBatch batch = labelled(outputs, labels);
  const auto metric = judge(yaml, {Targets::labels, batch.cols, logits});
  return value_of(*metric, batch);
}

}  // namespace backplane::tests
