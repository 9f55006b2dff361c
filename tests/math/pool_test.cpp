// The pool: every task once, whatever the number of threads, batches and regions.
#include "math/pool.hpp"

#include <atomic>
#include <catch2/catch.hpp>
#include <chrono>
#include <memory>
#include <thread>
#include <vector>

using backplane::Pool;
using backplane::TaskBatch;

namespace {

/// How often each task ran; a test's own tasks may run on any worker.
class Counts {
 public:
  explicit Counts(std::size_t tasks)
      : counts_(std::make_unique<Count[]>(tasks)), n_(tasks) {}

  void operator()(std::int64_t task, std::uint32_t) {
    counts_[static_cast<std::size_t>(task)].fetch_add(1);
  }
  [[nodiscard]] bool all(int wanted) const {
    for (std::size_t i = 0; i < n_; ++i) {
      if (counts_[i].load() != wanted) return false;
    }
    return true;
  }

 private:
  using Count = std::atomic<int>;
  std::unique_ptr<Count[]> counts_;
  std::size_t n_;
};

}  // namespace

TEST_CASE("pool: every task runs exactly once", "[math][pool]") {
  const std::uint32_t threads = GENERATE(1U, 2U, 3U, 8U);
  const std::size_t tasks = GENERATE(0U, 1U, 2U, 7U, 1000U);
  CAPTURE(threads, tasks);
  Pool pool(threads);
  CHECK(pool.workers() == threads);
  Counts counts(tasks);
  pool.run(static_cast<std::int64_t>(tasks), counts);
  CHECK(counts.all(1));
}

TEST_CASE("pool: thousands of regions follow each other", "[math][pool]") {
  const std::uint32_t threads = GENERATE(2U, 3U, 8U);
  CAPTURE(threads);
  Pool pool(threads);
  const int regions = 3000;
  const std::size_t tasks = 5;
  Counts counts(tasks);
  std::vector<int> plain(
      tasks);  // unsynchronised: a region's end must publish its work
  for (int region = 0; region < regions; ++region) {
    pool.run(static_cast<std::int64_t>(tasks),
             [&](std::int64_t task, std::uint32_t worker) {
               counts(task, worker);
               ++plain[static_cast<std::size_t>(task)];
             });
  }
  CHECK(counts.all(regions));
  CHECK(plain == std::vector<int>(tasks, regions));
}

TEST_CASE("pool: workers that fell asleep are woken", "[math][pool]") {
  Pool pool(3);
  for (int region = 0; region < 20; ++region) {
    std::this_thread::sleep_for(std::chrono::milliseconds(1));
    Counts counts(6);
    pool.run(6, counts);
    REQUIRE(counts.all(1));
  }
}

TEST_CASE("pool: sleeping workers are woken for as many tasks as there are",
          "[math][pool]") {
  // Every task waits for the others to start: only on threads of their own do they
  // meet.
  const int tasks = GENERATE(2, 3);
  Pool pool(3);
  for (int region = 0; region < 5; ++region) {
    std::this_thread::sleep_for(std::chrono::milliseconds(2));
    const auto end = std::chrono::steady_clock::now() + std::chrono::seconds(20);
    std::atomic<int> started{0}, met{0};
    pool.run(tasks, [&](std::int64_t, std::uint32_t) {
      ++started;
      while (started < tasks && std::chrono::steady_clock::now() < end) {
        std::this_thread::yield();
      }
      if (started == tasks) ++met;
    });
    REQUIRE(met == tasks);
  }
}

TEST_CASE("pool: a caller waits for a slow task", "[math][pool]") {
  Pool pool(2);
  std::atomic<int> done{0};
  pool.run(2, [&](std::int64_t, std::uint32_t) {
    std::this_thread::sleep_for(std::chrono::milliseconds(3));
    ++done;
  });
  CHECK(done == 2);
}

TEST_CASE("pool: several batches are one region", "[math][pool]") {
  const std::uint32_t threads = GENERATE(1U, 2U, 8U);
  CAPTURE(threads);
  Pool pool(threads);
  Counts a(3), b(0), c(100), d(1);
  const TaskBatch batches[] = {Pool::batch_of(3, a), Pool::batch_of(0, b),
                               Pool::batch_of(100, c), Pool::batch_of(1, d)};
  for (int region = 1; region <= 50; ++region) {
    pool.run_many(batches);
    REQUIRE(a.all(region));
    REQUIRE(c.all(region));
    REQUIRE(d.all(region));
  }
  pool.run_many({});
}

TEST_CASE("pool: no worker number is used twice at once", "[math][pool]") {
  Pool pool(8);
  std::vector<std::atomic<int>> inside(pool.workers());
  std::atomic<int> clashes{0};
  pool.run(2000, [&](std::int64_t, std::uint32_t worker) {
    if (inside[worker].fetch_add(1) != 0) ++clashes;
    inside[worker].fetch_sub(1);
  });
  CHECK(clashes == 0);
}

TEST_CASE("pool: two callers at once both get all their tasks done", "[math][pool]") {
  Pool pool(3);
  Counts first(4), second(4);
  const int regions = 500;
  std::thread other([&] {
    for (int i = 0; i < regions; ++i) pool.run(4, second);
  });
  for (int i = 0; i < regions; ++i) pool.run(4, first);
  other.join();
  CHECK(first.all(regions));
  CHECK(second.all(regions));
}

TEST_CASE("pool: pools come and go", "[math][pool]") {
  for (std::uint32_t i = 0; i < 100; ++i) {
    Pool pool(i % 9);
    Counts counts(3);
    if (i % 2 == 0) pool.run(3, counts);
    CHECK(counts.all(i % 2 == 0 ? 1 : 0));
  }
}
