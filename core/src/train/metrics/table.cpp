// The table of metrics, by name.
#include <algorithm>
#include <array>

#include "config/tables.hpp"
#include "train/metrics/entries.hpp"

namespace backplane {
namespace {

const auto& kinds() {
  static const std::array<const train::MetricKind*, 6> table = {
      &train::metrics::accuracy(), &train::metrics::confusion_matrix(),
      &train::metrics::mae(),      &train::metrics::r2(),
      &train::metrics::rmse(),     &train::metrics::top_k()};
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
