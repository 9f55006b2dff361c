// A metric takes a batch without allocating, unless it ranks rows against each other.
#include <cmath>
#include <set>

#include "allocations/counter.hpp"
#include "train/bound.hpp"
#include "train/metrics/judge.hpp"

namespace {

using namespace backplane;
using namespace backplane::tests;

/// The allocations of each of `times` batches.
std::vector<std::uint64_t> counts(Metric& metric, const MetricBatch& batch, int times) {
  std::vector<std::uint64_t> made;
  made.reserve(static_cast<std::size_t>(times));
  for (int i = 0; i < times; ++i) {
    const std::uint64_t before = test::allocation_count();
    const bool added = metric.add(batch).ok();
    made.push_back(test::allocation_count() - before);
    REQUIRE(added);
  }
  return made;
}

}  // namespace

TEST_CASE("metrics: a batch allocates nothing, but for those that keep scores",
          "[train][metric][allocations]") {
  const std::set<std::string> growing = {"roc_auc", "average_precision"};
  constexpr std::int64_t kRows = 64, kCols = 6;
  std::vector<double> outputs, targets;
  std::vector<std::int32_t> labels;
  for (std::int64_t i = 0; i < kRows * kCols; ++i) {
    outputs.push_back(std::sin(static_cast<double>(i)));
    targets.push_back(i % kCols == i / kCols % kCols ? 1 : 0);
  }
  for (std::int64_t r = 0; r < kRows; ++r)
    labels.push_back(static_cast<std::int32_t>(r % kCols));

  for (const Described* kind : metric_table()) {
    CAPTURE(kind->id);
    const auto chosen = bound(metric_table(), kind->id);
    const auto* found = train::find_metric(kind->id);
    for (const bool by_label : {true, false}) {
      const MetricTask task{by_label ? Targets::labels : Targets::dense, kCols, true};
      if (!found->check(chosen, task).ok()) continue;
      const auto metric = found->make(chosen, task);
      const auto batch =
          by_label ? labelled(outputs, labels) : dense(outputs, targets, kCols);
      const auto made = counts(*metric, batch, 40);
      std::uint64_t sum = 0;
      for (const std::uint64_t one : made) sum += one;
      if (growing.count(kind->id) == 0)
        CHECK(sum == 0);
      else
        CHECK((sum > 0 && sum < 40));  // it doubles: ever fewer
      metric->reset();
      CHECK(counts(*metric, batch, 2) ==
            std::vector<std::uint64_t>{0, 0});  // what it has, it keeps
    }
  }
}
