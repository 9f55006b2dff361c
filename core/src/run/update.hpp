#pragma once
// The update: every parameter moved by the optimizer in one flat pass, after the
// gradients were clipped to a norm where asked for.

#include <memory>
#include <string>
#include <vector>

#include "backplane/optimizer.hpp"
#include "run/network.hpp"
#include "run/tasks.hpp"

namespace backplane::run {

struct UpdateOptions {
  double weight_decay = 0;
  double clip_norm = 0;                 ///< 0: off
  std::vector<std::string> no_decay{};  ///< item types, parameter names, or patterns
};

/// Owns the optimizer's slots, laid out as the parameters are. Not thread-safe.
class Updater {
 public:
  /// `network` must outlive it.
  Updater(const Network& network, std::shared_ptr<const Optimizer> optimizer,
          const UpdateOptions& options);

  /// w <- w - step(g). `grads` as Session::param_grads(); `step` counts from 1.
  /// Allocates nothing. Errors: E0703 from the optimizer.
  Outcome step(Parallel& pool, const std::byte* grads, double lr, std::uint64_t step);

  [[nodiscard]] std::vector<std::string> slots() const { return slot_names_; }
  [[nodiscard]] std::byte* slot(std::size_t slot, const plan::TensorPlan& param) const;
  /// Norm of all gradients before clipping, of the last step; 0 when clipping is off.
  [[nodiscard]] double norm() const { return norm_; }

 private:
  // A stretch of one parameter: one task.
  struct Segment {
    std::int64_t begin = 0, count = 0;  // elements in the arena
    double weight_decay = 0;
  };
  struct Now {
    const std::byte* grads = nullptr;
    double lr = 0, scale = 1;
    std::uint64_t step = 0;
  };

  static backplane_status update_task(const Work& work, const Task& task);
  static backplane_status norm_task(const Work& work, const Task& task);
  bool region(Parallel& pool, Work::Call call);

  const Network& network_;
  std::shared_ptr<const Optimizer> optimizer_;
  double clip_norm_;
  std::vector<std::string> slot_names_;
  std::vector<Segment> segments_;
  std::vector<double> squares_;  // of each segment
  std::vector<Arena> slots_;
  Now now_;
  double norm_ = 0;
  FirstError first_;
};

}  // namespace backplane::run
