#pragma once
// When each task ran, for those who ask where the time of a step goes.

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <span>
#include <vector>

#include "backplane/abi.h"

namespace backplane::run {

/// What a task belongs to: the first are the phases of a layer, BACKPLANE_PHASE_*.
enum class TaskKind : std::uint32_t {
  activation = BACKPLANE_PHASES,  ///< on its own, forward
  activation_back,
  sum,  ///< of the gradients of a value with several readers
  loss,
  gather,
  update,
};

struct TaskRecord {
  TaskKind kind{};
  int node = 0;  ///< of the plan; its number of nodes for what belongs to none
  std::int64_t task = 0;
  double begin = 0, end = 0;  ///< seconds since the recorder was made or cleared
};

/// Tasks that run at once write to different workers' lists. What finds no room is
/// counted, and kept from the next clear() on.
class Recorder {
 public:
  explicit Recorder(std::uint32_t workers) : lists_(workers) { clear(); }

  [[nodiscard]] double now() const {
    return std::chrono::duration<double>(Clock::now() - start_).count();
  }
  void add(std::uint32_t worker, const TaskRecord& record) {
    List& list = lists_[worker];
    if (list.records.size() < list.records.capacity())
      list.records.push_back(record);
    else
      ++list.missed;
  }
  /// Forgets all, and makes room for as much again.
  void clear() {
    for (List& list : lists_) {
      list.records.reserve(std::max(kRoom, 2 * (list.records.size() + list.missed)));
      list.records.clear();
      list.missed = 0;
    }
    start_ = Clock::now();
  }
  [[nodiscard]] std::uint32_t workers() const {
    return static_cast<std::uint32_t>(lists_.size());
  }
  [[nodiscard]] std::span<const TaskRecord> of(std::uint32_t worker) const {
    return lists_[worker].records;
  }
  /// Whether every task since clear() was kept.
  [[nodiscard]] bool complete() const {
    return std::ranges::all_of(lists_, [](const List& l) { return l.missed == 0; });
  }

 private:
  using Clock = std::chrono::steady_clock;
  static constexpr std::size_t kRoom = 4096;
  struct alignas(64) List {  // each on cache lines of its own
    std::vector<TaskRecord> records;
    std::size_t missed = 0;
  };

  std::vector<List> lists_;
  Clock::time_point start_;
};

}  // namespace backplane::run
