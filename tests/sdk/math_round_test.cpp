// floor, ceil, round and sign are the C library's, bit for bit.
#include "backplane/sdk/math.hpp"

#include "support/sweep.hpp"

using backplane::test::check_ulps;

TEST_CASE("math: whole numbers are exact", "[sdk][math]") {
  check_ulps(
      "round", 0, -10, 10, [](auto x) { return backplane::round(x); },
      [](auto x) { return std::rint(x); });
  check_ulps(
      "floor", 0, -10, 10, [](auto x) { return backplane::floor(x); },
      [](auto x) { return std::floor(x); });
  check_ulps(
      "ceil", 0, -10, 10, [](auto x) { return backplane::ceil(x); },
      [](auto x) { return std::ceil(x); });
}

TEMPLATE_TEST_CASE("math: ties go to the even number, and signs stay", "[sdk][math]",
                   float, double) {
  using T = TestType;
  CHECK(backplane::round(T(2.5)) == T(2));
  CHECK(backplane::round(T(-3.5)) == T(-4));
  CHECK(std::signbit(backplane::round(T(-0.25))));
  CHECK(std::signbit(backplane::ceil(T(-0.25))));
  CHECK(backplane::floor(T(-0.25)) == T(-1));
  CHECK(backplane::sign(T(-3)) == T(-1));
  CHECK(backplane::sign(T(0.1)) == T(1));
  CHECK(std::signbit(backplane::sign(T(-0.0))));
  CHECK(std::isnan(backplane::sign(std::numeric_limits<T>::quiet_NaN())));
}
