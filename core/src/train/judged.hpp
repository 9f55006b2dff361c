#pragma once
// What the metrics judge of a batch: the rows that the loss counts, and the outputs
// that stand against a target.

#include <optional>
#include <vector>

#include "train/metric.hpp"

namespace backplane::train {

class Judged {
 public:
  /// The rows of `all` whose label is not `ignored`, and the first `cols` outputs of
  /// each. `all` itself where that is everything; otherwise packed, until the next
  /// call. Dense targets have `cols` columns.
  MetricBatch of(const MetricBatch& all, std::int64_t cols,
                 const std::optional<std::int64_t>& ignored);

 private:
  std::vector<std::byte> outputs_;
  std::vector<std::int32_t> labels_;
};

}  // namespace backplane::train
