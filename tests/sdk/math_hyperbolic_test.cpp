// The hyperbolic functions against the C library, in ulp, and at their ends.
#include "backplane/sdk/math.hpp"

#include "support/sweep.hpp"

using backplane::test::check_ulps;

TEST_CASE("math: the hyperbolic functions keep their documented error", "[sdk][math]") {
  check_ulps(
      "sinh", 2, -711, 711, [](auto x) { return backplane::sinh(x); },
      [](auto x) { return std::sinh(x); });
  check_ulps(
      "cosh", 2, -711, 711, [](auto x) { return backplane::cosh(x); },
      [](auto x) { return std::cosh(x); });
  check_ulps(
      "asinh", 3, -20, 20, [](auto x) { return backplane::asinh(x); },
      [](auto x) { return std::asinh(x); });
  check_ulps(
      "acosh", 3, 1, 20, [](auto x) { return backplane::acosh(x); },
      [](auto x) { return std::acosh(x); });
  check_ulps(
      "atanh", 3, -1, 1, [](auto x) { return backplane::atanh(x); },
      [](auto x) { return std::atanh(x); });
}

TEMPLATE_TEST_CASE("math: the ends of the hyperbolic functions are the C library's",
                   "[sdk][math]", float, double) {
  using T = TestType;
  const T inf = std::numeric_limits<T>::infinity(), nan = std::nan("");
  CHECK(backplane::sinh(inf) == inf);
  CHECK(backplane::sinh(-inf) == -inf);
  CHECK(backplane::cosh(-inf) == inf);
  CHECK(backplane::cosh(T(0)) == T(1));
  CHECK(backplane::asinh(inf) == inf);
  CHECK(backplane::asinh(-inf) == -inf);
  CHECK(backplane::acosh(inf) == inf);
  CHECK(backplane::acosh(T(1)) == T(0));
  CHECK(backplane::atanh(T(1)) == inf);
  CHECK(backplane::atanh(T(-1)) == -inf);
  CHECK(std::signbit(backplane::sinh(T(-0.0))));
  CHECK(std::signbit(backplane::asinh(T(-0.0))));
  CHECK(std::signbit(backplane::atanh(T(-0.0))));
  for (const T wrong : {T(0.999), T(-1), T(-3), -inf, nan})
    CHECK(std::isnan(backplane::acosh(wrong)));
  for (const T wrong : {T(1.001), T(-2), inf, nan})
    CHECK(std::isnan(backplane::atanh(wrong)));
  CHECK(std::isnan(backplane::sinh(nan)));
  CHECK(std::isnan(backplane::cosh(nan)));
  CHECK(std::isnan(backplane::asinh(nan)));
}
