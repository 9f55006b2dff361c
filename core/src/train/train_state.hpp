#pragma once
// Where a training stands: everything that, with the tensors, makes it go on to the
// same bits.

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "backplane/error.hpp"
#include "train/plateau.hpp"

namespace backplane::train {

/// The best epoch so far, by the metric that selects.
struct Best {
  double value = 0;
  std::uint64_t epoch = 0;
  std::uint64_t step = 0;
  bool operator==(const Best&) const = default;
};

/// Row losses and row weights, summed.
struct LossSum {
  double sum = 0, weight = 0;
  bool operator==(const LossSum&) const = default;
  [[nodiscard]] double mean() const { return weight > 0 ? sum / weight : 0; }
};

struct TrainState {
  std::uint64_t seed = 0;
  std::uint64_t step = 0;          ///< optimizer steps done
  std::uint64_t epoch = 0;         ///< epochs done
  std::uint64_t batch = 0;         ///< batches done of the epoch that is under way
  std::uint64_t samples = 0;       ///< samples seen since the start
  std::vector<LossSum> losses{1};  ///< of the epoch under way, by head
  std::optional<Best> best;
  std::uint64_t stale = 0;          ///< epochs since the best
  std::optional<Plateau> plateau;   ///< the schedule's, after its first epoch
  std::uint64_t metrics_lines = 0;  ///< lines of metrics.jsonl that are final
  bool finished = false;
  bool operator==(const TrainState&) const = default;
};

/// As JSON text; every number survives exactly, infinities and NaN too.
[[nodiscard]] std::string to_json(const TrainState& state);
/// Errors: E0621, no such text; `name` is the file it came from.
Result<TrainState> parse_train_state(const std::string& json, const std::string& name);

}  // namespace backplane::train
