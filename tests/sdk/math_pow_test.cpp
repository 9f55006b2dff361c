// Powers against the C library's: random ones of every size, and all pairs of odd
// numbers.
#include "backplane/sdk/math.hpp"

#include "support/ulps.hpp"

#include <array>
#include <catch2/catch.hpp>

using backplane::test::ulps;
using backplane::test::Wide;

namespace {

class Random {
 public:
  std::uint64_t bits() {
    state_ ^= state_ << 13;
    state_ ^= state_ >> 7;
    state_ ^= state_ << 17;
    return state_;
  }
  double unit() { return static_cast<double>(bits() >> 11) * 0x1p-53; }
  double signed_unit() { return 2 * unit() - 1; }

 private:
  std::uint64_t state_ = 0x9e3779b97f4a7c15;
};

struct Powers {
  double x, y;
};

/// Any bits; small bases; bases near 1; any base to a power that stays in range.
Powers draw(Random& random, int kind) {
  switch (kind % 4) {
    case 0:
      return {std::bit_cast<double>(random.bits()),
              std::bit_cast<double>(random.bits())};
    case 1:
      return {30 * random.unit(), 20 * random.signed_unit()};
    case 2:
      return {1 + random.signed_unit() * 0x1p-6, random.signed_unit() * 0x1p14};
    default: {
      const double x = std::bit_cast<double>(random.bits() >> 1);
      const double log = std::log2(x);
      const bool usable = std::isfinite(log) && log != 0;
      return {x, usable ? 1074 * random.signed_unit() / log : 2};
    }
  }
}

}  // namespace

TEST_CASE("math: pow is within 2 ulp in double", "[sdk][math]") {
  Random random;
  for (int i = 0; i < 300'000; ++i) {
    const auto [x, y] = draw(random, i);
    const Wide want = std::pow(static_cast<Wide>(x), static_cast<Wide>(y));
    const double error = ulps(backplane::pow(x, y), want);
    if (error > 2) {
      CAPTURE(x, y);
      CHECK(error <= 2);
    }
  }
}

TEST_CASE("math: pow is within 1 ulp in float", "[sdk][math]") {
  Random random;
  for (int i = 0; i < 300'000; ++i) {
    const auto [wide_x, wide_y] = draw(random, i);
    const auto x = static_cast<float>(wide_x), y = static_cast<float>(wide_y);
    const Wide want = std::pow(static_cast<Wide>(x), static_cast<Wide>(y));
    const double error = ulps(backplane::pow(x, y), want);
    if (error > 1) {
      CAPTURE(x, y);
      CHECK(error <= 1);
    }
  }
}

TEMPLATE_TEST_CASE("math: pow treats zeros, signs and infinities as C does",
                   "[sdk][math]", float, double) {
  using T = TestType;
  using Limits = std::numeric_limits<T>;
  const T inf = Limits::infinity(), whole = T(1) / Limits::epsilon();
  const std::array<T, 26> odd = {T(0),
                                 T(-0.0),
                                 T(1),
                                 T(-1),
                                 T(2),
                                 T(-2),
                                 T(0.5),
                                 T(-0.5),
                                 T(3),
                                 T(-3),
                                 T(1.5),
                                 T(-1.5),
                                 inf,
                                 -inf,
                                 Limits::quiet_NaN(),
                                 Limits::max(),
                                 -Limits::max(),
                                 Limits::min(),
                                 Limits::denorm_min(),
                                 -Limits::denorm_min(),
                                 whole,
                                 whole + 1,
                                 -whole - 1,
                                 whole * 2,
                                 whole / 4 + T(0.5),
                                 T(1) + Limits::epsilon()};
  for (const T x : odd) {
    for (const T y : odd) {
      CAPTURE(x, y);
      const T got = backplane::pow(x, y);
      const Wide want = std::pow(static_cast<Wide>(x), static_cast<Wide>(y));
      CHECK(ulps(got, want) <= 2);
      if (!std::isnan(want))
        CHECK(std::signbit(got) == std::signbit(static_cast<T>(want)));
    }
  }
}
