#pragma once
// The update: every trained parameter moved by its group's optimizer in one flat pass,
// after the gradients were clipped to a norm where asked for, and averaged after it.

#include <string>
#include <vector>

#include "plan/update_plan.hpp"
#include "run/network.hpp"
#include "run/tasks.hpp"
#include "run/update_terms.hpp"

namespace backplane::run {

/// A tensor that is remembered from step to step, of its parameter's shape.
struct Remembered {
  std::string slot;  ///< the optimizer's name for it; "": the average
  const plan::TensorPlan* param = nullptr;
  std::byte* data = nullptr;
};

/// Owns what the plan lays out. Not thread-safe.
class Updater {
 public:
  /// `network` and `plan` must outlive it. `workers`: of the pool that steps.
  Updater(const Network& network, const plan::UpdatePlan& plan, std::uint32_t workers);

  /// w <- w - step(g). `grads` as Session::param_grads(), used up; `step` counts from
  /// 1. Allocates nothing. Errors: E0703 from the optimizer.
  Outcome step(Parallel& pool, std::byte* grads, double lr, std::uint64_t step);

  /// Slots in the optimizer's order, then averages, each in the order of the plan.
  [[nodiscard]] std::vector<Remembered> memory() const;
  /// Norm of all gradients before clipping, of the last step; 0 when clipping is off.
  [[nodiscard]] double norm() const { return norm_; }

  /// Puts the averaged weights in the place of the trained ones and keeps those; again:
  /// puts them back. Does nothing where nothing is averaged.
  void swap_average();

  /// As Session::record().
  void record(Recorder* recorder) { recorder_ = recorder; }

 private:
  // A stretch of one parameter: one task.
  struct Segment {
    std::size_t param = 0;
    std::int64_t begin = 0, count = 0;  // elements of the parameter
    const plan::Treatment* treatment = nullptr;
    double lr_factor = 1, weight_decay = 0, l1 = 0, l2 = 0, shrink = 0;
    [[nodiscard]] bool penalised() const { return l1 != 0 || l2 != 0 || shrink != 0; }
  };
  struct Now {
    std::byte* grads = nullptr;
    double lr = 0, scale = 1;
    std::uint64_t step = 0;
  };

  static backplane_status update_task(const Work& work, const Task& task);
  static backplane_status norm_task(const Work& work, const Task& task);
  [[nodiscard]] const plan::TensorPlan& param(const Segment& segment) const;
  [[nodiscard]] std::uint64_t bytes(std::int64_t elements) const;
  [[nodiscard]] std::byte* weights(const Segment& segment) const;
  [[nodiscard]] std::byte* gradients(const Segment& segment) const;
  [[nodiscard]] std::byte* averages(const Segment& segment) const;
  [[nodiscard]] backplane_opt_args arguments(const Segment& segment) const;
  [[nodiscard]] std::uint32_t find_slots(const Segment& segment, void** slots) const;
  void add_penalty(const Segment& segment) const;
  void move_average(const Segment& segment) const;
  void cut(std::size_t param);
  bool region(Parallel& pool, Work::Call call);

  const Network& network_;
  const plan::UpdatePlan& plan_;
  std::vector<Segment> segments_;
  std::vector<double> squares_;  // of each segment
  std::vector<Arena> slots_;
  Arena averages_, scratch_;
  Now now_;
  double norm_ = 0;
  FirstError first_;
  Recorder* recorder_ = nullptr;
};

}  // namespace backplane::run
