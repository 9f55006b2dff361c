// The pool: tasks are claimed by counting down, so a late worker claims nothing stale.
#include "math/pool.hpp"

#include "math/fp.hpp"

#include <algorithm>
#include <chrono>
#include <system_error>

namespace backplane {
namespace {

using Clock = std::chrono::steady_clock;
constexpr auto kWorkerSpin = std::chrono::microseconds(5);
constexpr auto kCallerSpin = std::chrono::microseconds(20);

void pause() {
#if defined(__x86_64__) || defined(__i386__)
  __builtin_ia32_pause();
#endif
}

/// Waits until ready() or the time is over; says whether it is ready.
template <class Ready>
bool spin_until(Ready ready, Clock::duration limit) {
  constexpr int kLooksPerClock = 16;
  const auto end = Clock::now() + limit;
  do {
    for (int i = 0; i < kLooksPerClock; ++i) {
      if (ready()) return true;
      pause();
    }
  } while (Clock::now() < end);
  return ready();
}

/// The batch that holds a task of the region; asked for rising task numbers only.
class Cursor {
 public:
  explicit Cursor(std::span<const TaskBatch> batches) : batches_(batches) {}

  void call(std::int64_t task, std::uint32_t worker) {
    while (task - first_ >= batches_[at_].tasks) first_ += batches_[at_++].tasks;
    batches_[at_].fn(batches_[at_].context, task - first_, worker);
  }

 private:
  std::span<const TaskBatch> batches_;
  std::size_t at_ = 0;
  std::int64_t first_ = 0;
};

void run_inline(std::span<const TaskBatch> batches) {
  const FpGuard guard;
  for (const TaskBatch& batch : batches) {
    for (std::int64_t task = 0; task < batch.tasks; ++task) {
      batch.fn(batch.context, task, 0);
    }
  }
}

}  // namespace

Pool::Pool(std::uint32_t threads) {
  // Spinning on more threads than cores only takes time from those that work.
  spin_ = threads <= std::max(1U, std::thread::hardware_concurrency());
  threads_.reserve(threads);
  try {
    for (std::uint32_t worker = 1; worker < threads; ++worker) {
      threads_.emplace_back([this, worker] { work(worker); });
    }
  } catch (const std::system_error&) {
    // No more threads to be had: those that started serve.
  }
}

Pool::~Pool() {
  stop_.store(true);
  region_.fetch_add(1);
  region_.notify_all();
  for (std::thread& thread : threads_) thread.join();
}

std::uint32_t Pool::workers() const {
  return static_cast<std::uint32_t>(threads_.size()) + 1;
}

void Pool::run_many(std::span<const TaskBatch> batches) {
  std::int64_t total = 0;
  for (const TaskBatch& batch : batches)
    total += std::max<std::int64_t>(batch.tasks, 0);
  if (total <= 1 || threads_.empty() || busy_.test_and_set(std::memory_order_acquire)) {
    run_inline(batches);
    return;
  }
  publish(batches, total);
  drain(0);
  wait_for_workers();
  busy_.clear(std::memory_order_release);
}

void Pool::publish(std::span<const TaskBatch> batches, std::int64_t total) {
  batches_ = batches;
  total_ = total;
  unfinished_.store(total, std::memory_order_relaxed);
  left_.store(total, std::memory_order_release);
  region_.fetch_add(1);
  const auto sleepers = static_cast<std::int64_t>(sleepers_.load());
  if (total > sleepers) {
    if (sleepers > 0) region_.notify_all();
    return;
  }
  for (std::int64_t i = 1; i < total; ++i) region_.notify_one();
}

void Pool::drain(std::uint32_t worker) {
  if (left_.load(std::memory_order_relaxed) <= 0) return;
  const FpGuard guard;
  std::int64_t done = 0;
  // A claim holds the region open until it is reported, so batches_ stays what it is.
  std::int64_t left = left_.fetch_sub(1, std::memory_order_acq_rel);
  if (left > 0) {
    Cursor cursor(batches_);
    const std::int64_t total = total_;
    for (; left > 0; left = left_.fetch_sub(1, std::memory_order_acq_rel)) {
      cursor.call(total - left, worker);
      ++done;
    }
  }
  if (done == 0 || unfinished_.fetch_sub(done) != done) return;
  finished_.fetch_add(1);
  if (caller_sleeps_.load()) finished_.notify_all();
}

void Pool::wait_for_workers() {
  const auto done = [this] { return unfinished_.load(std::memory_order_acquire) == 0; };
  if (done() || (spin_ && spin_until(done, kCallerSpin))) return;
  caller_sleeps_.store(true);
  for (;;) {
    const std::uint32_t seen = finished_.load();
    if (unfinished_.load() == 0) break;
    finished_.wait(seen);
  }
  caller_sleeps_.store(false);
}

void Pool::work(std::uint32_t worker) {
  const auto called = [this] {
    return left_.load(std::memory_order_relaxed) > 0 ||
           stop_.load(std::memory_order_relaxed);
  };
  for (;;) {
    // Read first: a region or an end that comes later changes it, and then no one
    // sleeps.
    const std::uint32_t seen = region_.load();
    if (stop_.load()) return;
    drain(worker);
    if (!spin_ || !spin_until(called, kWorkerSpin)) sleep(seen);
  }
}

void Pool::sleep(std::uint32_t seen) {
  sleepers_.fetch_add(1);
  region_.wait(seen);
  sleepers_.fetch_sub(1);
}

}  // namespace backplane
