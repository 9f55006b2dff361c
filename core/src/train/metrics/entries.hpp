#pragma once
// The metrics that exist, one file each. A new one: its file, a line here and one in
// the table.

#include "train/metric.hpp"

namespace backplane::train::metrics {

const MetricKind& accuracy();
const MetricKind& confusion_matrix();
const MetricKind& mae();
const MetricKind& r2();
const MetricKind& rmse();
const MetricKind& top_k();

}  // namespace backplane::train::metrics
