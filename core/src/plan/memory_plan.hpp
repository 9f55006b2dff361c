#pragma once
// Offsets only: where in one arena every tensor of a session lies, for every batch size
// that the session will meet.

#include <array>
#include <cstdint>
#include <vector>

#include "plan/layout.hpp"
#include "plan/planned_layer.hpp"

namespace backplane::plan {

/// The layers' plans and the tensors' shapes for one number of rows.
struct BatchPlan {
  std::int64_t rows = 0;
  std::vector<Shape> values;         ///< by value
  std::vector<PlannedLayer> layers;  ///< by node; empty for activations
};

struct MemoryOptions {
  std::vector<std::int64_t> rows;  ///< batch sizes
  bool training = true;
  bool plain = false;         ///< see make_layout
  std::uint32_t workers = 1;  ///< scratch is theirs
};

/// A state twice, in two places whose parts change with every batch: what the batch
/// before left, and what this one leaves.
struct StatePlace {
  std::array<std::uint64_t, 2> at{};
  std::uint64_t size = 0;  ///< bytes of each
};

/// What a head's loss reads and writes, [its rows] each.
struct HeadPlace {
  std::uint64_t row_loss = 0, row_weight = 0;  ///< double
  std::uint64_t labels = 0;                    ///< int32
  std::uint64_t targets = 0;                   ///< [rows, target_width]
};

/// Bytes from the arena's start, each 64-byte aligned. The arena's size depends on the
/// worker count only by scratch.
struct MemoryPlan {
  Layout layout;
  bool training = true;
  std::vector<BatchPlan> batches;                 ///< largest first
  std::vector<std::uint64_t> storage;             ///< by storage
  std::vector<std::vector<std::uint64_t>> saved;  ///< by node, by saved tensor
  std::vector<std::uint64_t> shared;              ///< by node
  std::vector<std::vector<StatePlace>> states;    ///< by node, by state
  std::vector<HeadPlace> heads;                   ///< by head
  std::uint64_t param_grads = 0;  ///< the gradients, as the parameters lie
  std::uint64_t scratch = 0, scratch_stride = 0;
  std::uint64_t total = 0;

  // How the total divides, for the summary.
  std::uint64_t activation_bytes = 0, gradient_bytes = 0, saved_bytes = 0,
                scratch_bytes = 0;
};

/// Errors: a layer that refuses one of the batch sizes (E0310).
Result<MemoryPlan> plan_memory(const NetworkPlan& plan, const MemoryOptions& options);

}  // namespace backplane::plan
