#pragma once
// Where the time of a training step goes, layer by layer, beside what the machine can.

#include <cstdint>
#include <string>
#include <vector>

#include "backplane/error.hpp"
#include "backplane/export.hpp"
#include "backplane/inspect.hpp"
#include "backplane/runtime.hpp"

namespace backplane {

struct TimeOptions : ConfigOptions {
  double seconds = 2;  ///< of steps, after a few that warm up
  std::string trace;   ///< where one step goes as a Chrome trace; "": nowhere
};

/// A layer, or an activation that runs on its own, in a step. Seconds are those of its
/// tasks, summed over all threads: as if one core did them.
struct LayerTime {
  std::string name, part;
  double forward = 0;
  double backward_data = 0;    ///< to its inputs
  double backward_params = 0;  ///< to its parameters
  /// Of each of the three passes, a batch; 0 where the layer does not say.
  std::uint64_t multiply_adds = 0;
  std::uint64_t bytes = 0;  ///< of its inputs, outputs and parameters, once each

  [[nodiscard]] double total() const {
    return forward + backward_data + backward_params;
  }
};

/// Means of the steps that were timed.
struct TimeReport {
  std::string name;
  std::vector<LayerTime> layers;            ///< fused activations are in their layers'
  double gather = 0, loss = 0, update = 0;  ///< of one core, as above
  double step = 0;                          ///< wall seconds of a step, the median
  double waiting = 0;      ///< core seconds of a step in which a thread had no task
  double gemm_peak = 0;    ///< GFLOP/s of one core, a product of 768 x 768 matrices
  double stream_peak = 0;  ///< GB/s of one core, a = b + s c beyond the caches
  std::int64_t batch = 0;  ///< samples of a step, those of accumulated batches too
  std::int64_t steps = 0;
  std::uint32_t threads = 1;
};

/// Trains for a while from the starting weights and keeps nothing. Errors: as check,
/// and the data's; E0505, a trace that cannot be written.
BACKPLANE_API Result<TimeReport> time_training(Runtime& runtime,
                                               const std::string& config,
                                               const TimeOptions& options = {});

}  // namespace backplane
