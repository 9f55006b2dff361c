#pragma once
// Many tasks, several threads: what the executor asks of a pool, ours or the host's.

#include <cstdint>
#include <memory>
#include <span>
#include <type_traits>

namespace backplane {

/// One group of like tasks: fn(context, task, worker) for task in [0, tasks).
/// fn may not throw, wait for another task or start a region of its own.
struct TaskBatch {
  void (*fn)(void* context, std::int64_t task, std::uint32_t worker) = nullptr;
  void* context = nullptr;
  std::int64_t tasks = 0;
};

/// Implement it to run Backplane on the threads of a host application.
class Parallel {
 public:
  virtual ~Parallel() = default;

  /// Worker numbers handed to tasks are below this.
  [[nodiscard]] virtual std::uint32_t workers() const = 0;

  /// Runs every task of every batch once, in any order, and returns when all are done.
  /// No two tasks that run at once get the same worker number.
  virtual void run_many(std::span<const TaskBatch> batches) = 0;

  /// Runs fn(task, worker) for task in [0, tasks); fn stays the caller's.
  template <class F>
  void run(std::int64_t tasks, F&& fn) {
    const TaskBatch batch = batch_of(tasks, fn);
    run_many({&batch, 1});
  }

  /// A batch that calls fn(task, worker). Pre: fn outlives the region.
  template <class F>
  [[nodiscard]] static TaskBatch batch_of(std::int64_t tasks, F& fn) {
    const auto call = [](void* context, std::int64_t task, std::uint32_t worker) {
      (*static_cast<F*>(context))(task, worker);
    };
    using Plain = std::remove_const_t<F>;
    return {call, const_cast<Plain*>(std::addressof(fn)), tasks};
  }
};

}  // namespace backplane
