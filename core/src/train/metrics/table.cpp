// The table of metrics, by name.
#include <algorithm>
#include <array>

#include "config/tables.hpp"
#include "train/metrics/entries.hpp"

namespace backplane {
namespace {

const auto& kinds() {
  namespace all = train::metrics;
  static const std::array<const train::MetricKind*, 17> table = {
      &all::accuracy(),
      &all::average_precision(),
      &all::balanced_accuracy(),
      &all::bits_per_byte(),
      &all::calibration_error(),
      &all::confusion_matrix(),
      &all::f1(),
      &all::mae(),
      &all::mape(),
      &all::matthews(),
      &all::perplexity(),
      &all::precision(),
      &all::r2(),
      &all::recall(),
      &all::rmse(),
      &all::roc_auc(),
      &all::top_k()};
  return table;
}

}  // namespace

DescribedList metric_table() {
  static const auto table = [] {
    std::array<const Described*, std::tuple_size_v<std::decay_t<decltype(kinds())>>>
        all{};
    std::copy(kinds().begin(), kinds().end(), all.begin());
    return all;
  }();
  return table;
}

const train::MetricKind* train::find_metric(std::string_view id) {
  for (const MetricKind* kind : kinds())
    if (kind->id == id) return kind;
  return nullptr;
}

}  // namespace backplane
