#pragma once
// Checkpoints: a training's state and tensors in one safetensors file a checkpoint,
// and the best weights beside them.

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "backplane/shape.hpp"
#include "io/safetensors.hpp"
#include "train/train_state.hpp"

namespace backplane::train {

/// "optimizer/momentum/fc1.weight": the name of an optimizer's slot in a checkpoint.
[[nodiscard]] std::string slot_name(const std::string& slot,
                                    const std::string& parameter);
/// "average/fc1.weight": of an averaged weight.
[[nodiscard]] std::string average_name(const std::string& parameter);
/// Whether a tensor of this name is one of those: of no network, but of its training.
[[nodiscard]] bool is_of_training(const std::string& name);

/// A checkpoint that was read. Move only.
struct Checkpoint {
  std::string path;
  TrainState state;
  std::string config;  ///< the resolved configuration it was made with
  io::TensorFile file;

  /// The tensor of that name. Errors: E0624, missing, or of another type or shape.
  [[nodiscard]] Result<const io::StoredTensor*> tensor(const std::string& name,
                                                       const Shape& shape) const;
};

/// Files that were passed over on the way to a good one, and why: for warnings.
struct Found {
  std::optional<Checkpoint> checkpoint;  ///< none: there is no checkpoint yet
  std::vector<std::string> skipped;
};

/// The folder `checkpoints/` of a run: step-00000123.safetensors, best.safetensors.
/// Not thread-safe. One process at a time.
class Checkpoints {
 public:
  /// `keep`: how many of the newest stay; at least 1. Touches nothing yet.
  Checkpoints(std::string folder, std::int64_t keep);

  /// Writes one, whole or not at all, then removes all but the `keep` newest.
  /// `tensors`: parameters and buffers by name, slots by slot_name(). Call it after the
  /// log was synced and the best weights were written: it refers to both.
  Outcome save(const TrainState& state, const std::string& config,
               const std::vector<io::StoredTensor>& tensors);
  /// Weights alone, replacing the earlier best.
  Outcome save_best(const std::vector<io::StoredTensor>& weights,
                    const std::map<std::string, std::string>& metadata);

  /// The newest that is whole; damaged ones are passed over. Errors: E0622, there are
  /// some, but none is whole.
  [[nodiscard]] Result<Found> newest() const;

  [[nodiscard]] std::string best_path() const;
  [[nodiscard]] std::string path_of(std::uint64_t step) const;
  /// Steps of the checkpoints that exist, the newest first.
  [[nodiscard]] std::vector<std::uint64_t> steps() const;

 private:
  void prune(std::uint64_t step) const;

  std::string folder_;
  std::int64_t keep_;
};

/// Errors: E0621 and E05xx, no whole checkpoint.
Result<Checkpoint> read_checkpoint(const std::string& path);

/// Errors: E0623 at the first line of `text` (the file `name`) that differs from what
/// the checkpoint was made with.
Outcome same_config(const Checkpoint& checkpoint, const std::string& text,
                    const std::string& name);

}  // namespace backplane::train
