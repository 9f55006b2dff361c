#pragma once
// Hands the tasks of one or more phases to the pool as one region, and keeps the error
// that a single thread would have met first.

#include <cstdint>
#include <limits>
#include <mutex>
#include <span>

#include "backplane/layer.hpp"
#include "math/parallel.hpp"
#include "run/recorder.hpp"

namespace backplane::run {

/// The first failure of a region in (node, task) order, whatever the timing.
class FirstError {
 public:
  void clear() { at_ = kNone; }
  void record(int node, std::int64_t task, backplane_status status,
              const backplane_error& error);
  [[nodiscard]] bool failed() const { return at_ != kNone; }
  [[nodiscard]] int node() const { return static_cast<int>(at_ >> 40); }
  [[nodiscard]] const backplane_error& error() const { return error_; }

 private:
  static constexpr std::uint64_t kNone = std::numeric_limits<std::uint64_t>::max();
  std::mutex mutex_;
  std::uint64_t at_ = kNone;
  backplane_error error_{};
};

/// One phase of one layer, or a pass of our own: `call` does one task.
struct Work {
  using Call = backplane_status (*)(const Work&, const Task&);

  Call call = nullptr;
  const void* subject = nullptr;  ///< what `call` works on
  const LayerArgs* args = nullptr;
  int node = 0;
  std::int64_t tasks = 0;
  TaskKind kind{};
  FirstError* first = nullptr;   ///< set by run_region, as
  Recorder* recorder = nullptr;  ///< this
};

/// Runs every task of every work in one region; allocates nothing. More than
/// kMostWorks go in several.
/// Returns whether all went well; `first` says what did not. `recorder`, where there is
/// one, is told when each task ran.
inline constexpr std::size_t kMostWorks = 512;
bool run_region(Parallel& pool, std::span<Work> works, FirstError& first,
                Recorder* recorder = nullptr);

}  // namespace backplane::run
