#pragma once
// The runtime's own threads: a few workers that spin for a moment, then sleep.

#include "math/parallel.hpp"

#include <atomic>
#include <cstddef>
#include <thread>
#include <vector>

namespace backplane {

/// A fixed set of threads. run() may be called from any thread; while one caller's
/// region is under way, another caller's runs on that caller alone. A region allocates
/// nothing.
class Pool final : public Parallel {
 public:
  /// `threads` counts the caller: 1 starts none, and 0 means 1. Should the system grant
  /// fewer, the pool is that much smaller: see workers().
  explicit Pool(std::uint32_t threads);
  ~Pool() override;
  Pool(const Pool&) = delete;
  Pool& operator=(const Pool&) = delete;

  [[nodiscard]] std::uint32_t workers() const override;
  void run_many(std::span<const TaskBatch> batches) override;

 private:
  void work(std::uint32_t worker);
  void drain(std::uint32_t worker);
  void publish(std::span<const TaskBatch> batches, std::int64_t total);
  void wait_for_workers();
  void sleep(std::uint32_t seen);

  // Written by the caller before `left_`, read by whoever claimed a task from `left_`.
  std::span<const TaskBatch> batches_;
  std::int64_t total_ = 0;

  static constexpr std::size_t kLine = 64;            // no two on one cache line
  alignas(kLine) std::atomic<std::int64_t> left_{0};  // tasks not yet claimed
  alignas(kLine) std::atomic<std::int64_t> unfinished_{0};
  alignas(kLine) std::atomic<std::uint32_t> region_{0};    // workers sleep on it
  alignas(kLine) std::atomic<std::uint32_t> finished_{0};  // the caller sleeps on it
  std::atomic<std::uint32_t> sleepers_{0};
  std::atomic<bool> caller_sleeps_{false};
  std::atomic<bool> stop_{false};
  std::atomic_flag busy_;
  bool spin_ = true;
  std::vector<std::thread> threads_;
};

}  // namespace backplane
