// Tangent and arcs against the C library, in ulp, and at their ends.
#include "backplane/sdk/math.hpp"

#include "support/sweep.hpp"

using backplane::test::check_ulps;

TEST_CASE("math: the tangent and the arcs keep their documented error", "[sdk][math]") {
  check_ulps(
      "tan", 3, -1e3, 1e3, [](auto x) { return backplane::tan(x); },
      [](auto x) { return std::fabs(x) <= 1e6 ? std::tan(x) : std::nan(""); });
  check_ulps(
      "atan", 2, -20, 20, [](auto x) { return backplane::atan(x); },
      [](auto x) { return std::atan(x); });
  check_ulps(
      "asin", 2, -1, 1, [](auto x) { return backplane::asin(x); },
      [](auto x) { return std::asin(x); });
  check_ulps(
      "acos", 2, -1, 1, [](auto x) { return backplane::acos(x); },
      [](auto x) { return std::acos(x); });
}

TEMPLATE_TEST_CASE("math: the ends of the arcs are the C library's", "[sdk][math]",
                   float, double) {
  using T = TestType;
  const T inf = std::numeric_limits<T>::infinity(), nan = std::nan("");
  const T half_pi = static_cast<T>(1.5707963267948966);
  CHECK(backplane::atan(inf) == half_pi);
  CHECK(backplane::atan(-inf) == -half_pi);
  CHECK(backplane::asin(T(1)) == half_pi);
  CHECK(backplane::asin(T(-1)) == -half_pi);
  CHECK(backplane::acos(T(1)) == T(0));
  CHECK(backplane::acos(T(-1)) == static_cast<T>(3.141592653589793));
  CHECK(backplane::acos(T(0)) == half_pi);
  CHECK(std::signbit(backplane::tan(T(-0.0))));
  CHECK(std::signbit(backplane::atan(T(-0.0))));
  CHECK(std::signbit(backplane::asin(T(-0.0))));
  for (const T wrong : {T(1.001), T(-2), inf, nan}) {
    CHECK(std::isnan(backplane::asin(wrong)));
    CHECK(std::isnan(backplane::acos(wrong)));
  }
  CHECK(std::isnan(backplane::tan(inf)));
  CHECK(std::isnan(backplane::tan(nan)));
  CHECK(std::isnan(backplane::atan(nan)));
}
