// Tasks keep subnormal numbers and round to nearest, and leave the thread as it was.
#include "math/fp.hpp"

#include "math/pool.hpp"

#include <atomic>
#include <catch2/catch.hpp>
#include <cfenv>
#include <limits>

namespace {

/// Half of the smallest normal number: 0 where subnormals are flushed.
double halved_minimum() {
  volatile double smallest = std::numeric_limits<double>::min();
  return smallest / 2;
}

/// 1/3, whose last bit tells the rounding mode.
double third() {
  volatile double one = 1;
  return one / 3;
}

}  // namespace

TEST_CASE("fp: the guard sets the mode and gives the old one back", "[math][fp]") {
  const double nearest = third();
  const int before = std::fegetround();
  std::fesetround(FE_UPWARD);
  const double upward = third();
  {
    const backplane::FpGuard guard;
    CHECK(third() == nearest);
  }
  CHECK(std::fegetround() == FE_UPWARD);
  CHECK(third() == upward);
  std::fesetround(before);
  CHECK(upward > nearest);
}

#if defined(__SSE__)
TEST_CASE("fp: tasks keep subnormals in a host that flushes them", "[math][fp]") {
  const unsigned before = _mm_getcsr();
  constexpr unsigned kFlushAndZero = 0x8040;
  const std::uint32_t threads = GENERATE(1U, 2U, 3U);
  CAPTURE(threads);
  _mm_setcsr(before | kFlushAndZero);
  const double flushed = halved_minimum();
  std::atomic<int> kept{0};
  {
    backplane::Pool pool(threads);  // its threads inherit the flushing mode
    pool.run(50, [&](std::int64_t, std::uint32_t) {
      if (halved_minimum() > 0) ++kept;
    });
  }
  const unsigned after = _mm_getcsr();
  _mm_setcsr(before);
  CHECK(flushed == 0);
  CHECK(kept == 50);
  CHECK((after & kFlushAndZero) == kFlushAndZero);
}
#endif
