#pragma once
// The metrics that exist, one file each. A new one: its file, a line here and one in
// the table.

#include "train/metric.hpp"

namespace backplane::train::metrics {

const MetricKind& accuracy();
const MetricKind& average_precision();
const MetricKind& balanced_accuracy();
const MetricKind& bits_per_byte();
const MetricKind& calibration_error();
const MetricKind& confusion_matrix();
const MetricKind& f1();
const MetricKind& mae();
const MetricKind& mape();
const MetricKind& matthews();
const MetricKind& perplexity();
const MetricKind& precision();
const MetricKind& r2();
const MetricKind& recall();
const MetricKind& rmse();
const MetricKind& roc_auc();
const MetricKind& top_k();

}  // namespace backplane::train::metrics
