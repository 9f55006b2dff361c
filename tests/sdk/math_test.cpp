// The vector math against the C library's next wider precision, in ulp, and at its
// edges.
#include "backplane/sdk/math.hpp"

#include "support/sweep.hpp"

#include <catch2/catch.hpp>

namespace {

using backplane::test::check_ulps, backplane::test::ulps;
using backplane::test::Wide;

}  // namespace

TEST_CASE("math: every function keeps its documented error", "[sdk][math]") {
  const auto in_range = [](auto x) { return std::fabs(x) <= 1e6; };
  check_ulps(
      "exp", 1, -750, 715, [](auto x) { return backplane::exp(x); },
      [](auto x) { return std::exp(x); });
  check_ulps(
      "expm1", 2, -50, 715, [](auto x) { return backplane::expm1(x); },
      [](auto x) { return std::expm1(x); });
  check_ulps(
      "tanh", 3, -25, 25, [](auto x) { return backplane::tanh(x); },
      [](auto x) { return std::tanh(x); });
  check_ulps(
      "sigmoid", 3, -750, 50, [](auto x) { return backplane::sigmoid(x); },
      [](auto x) { return 1 / (1 + std::exp(-x)); });
  check_ulps(
      "log", 1, 0, 1e3, [](auto x) { return backplane::log(x); },
      [](auto x) { return std::log(x); });
  check_ulps(
      "log1p", 1, -1, 10, [](auto x) { return backplane::log1p(x); },
      [](auto x) { return std::log1p(x); });
  check_ulps(
      "softplus", 2, -750, 50, [](auto x) { return backplane::softplus(x); },
      [](auto x) {
        const auto tail = std::log1p(std::exp(-std::fabs(x)));
        return x > 0 ? x + tail : tail;
      });
  check_ulps(
      "erf", 2, -7, 7, [](auto x) { return backplane::erf(x); },
      [](auto x) { return std::erf(x); });
  check_ulps(
      "sin", 1, -1e6, 1e6, [](auto x) { return backplane::sin(x); },
      [&](auto x) { return in_range(x) ? std::sin(x) : std::nan(""); });
  check_ulps(
      "cos", 1, -1e3, 1e3, [](auto x) { return backplane::cos(x); },
      [&](auto x) { return in_range(x) ? std::cos(x) : std::nan(""); });
  check_ulps(
      "sqrt", 0.5, 0, 1e300, [](auto x) { return backplane::sqrt(x); },
      [](auto x) { return std::sqrt(x); });
}

TEMPLATE_TEST_CASE("math: the ends of the range are the C library's", "[sdk][math]",
                   float, double) {
  using T = TestType;
  using Limits = std::numeric_limits<T>;
  const T inf = Limits::infinity(), nan = Limits::quiet_NaN(),
          tiny = Limits::denorm_min();

  CHECK(backplane::exp(inf) == inf);
  CHECK(backplane::exp(-inf) == T(0));
  CHECK(backplane::exp(T(0)) == T(1));
  CHECK(backplane::exp(std::log(Limits::min()) - T(2)) >
        T(0));  // subnormal, not flushed
  CHECK(backplane::expm1(-inf) == T(-1));
  CHECK(backplane::expm1(tiny) == tiny);
  CHECK(std::signbit(backplane::expm1(T(-0.0))));
  CHECK(backplane::tanh(inf) == T(1));
  CHECK(backplane::tanh(-inf) == T(-1));
  CHECK(std::signbit(backplane::tanh(T(-0.0))));
  CHECK(backplane::sigmoid(inf) == T(1));
  CHECK(backplane::sigmoid(-inf) == T(0));
  CHECK(backplane::sigmoid(T(0)) == T(0.5));
  CHECK(backplane::log(T(0)) == -inf);
  CHECK(backplane::log(T(-0.0)) == -inf);
  CHECK(backplane::log(T(1)) == T(0));
  CHECK(backplane::log(inf) == inf);
  CHECK(std::isnan(backplane::log(T(-1))));
  CHECK(ulps(backplane::log(tiny), std::log(static_cast<Wide>(tiny))) <= 1);
  CHECK(backplane::log1p(T(-1)) == -inf);
  CHECK(backplane::log1p(inf) == inf);
  CHECK(std::signbit(backplane::log1p(T(-0.0))));
  CHECK(std::isnan(backplane::log1p(T(-2))));
  CHECK(backplane::softplus(inf) == inf);
  CHECK(backplane::softplus(-inf) == T(0));
  CHECK(backplane::erf(inf) == T(1));
  CHECK(backplane::erf(-inf) == T(-1));
  CHECK(std::signbit(backplane::erf(T(-0.0))));
  CHECK(std::signbit(backplane::sin(T(-0.0))));
  CHECK(std::isnan(backplane::sin(inf)));
  CHECK(std::isnan(backplane::cos(-inf)));
  CHECK(backplane::abs(T(-2)) == T(2));
  CHECK(std::isnan(backplane::sqrt(T(-1))));

  CHECK(std::isnan(backplane::exp(nan)));
  CHECK(std::isnan(backplane::expm1(nan)));
  CHECK(std::isnan(backplane::tanh(nan)));
  CHECK(std::isnan(backplane::sigmoid(nan)));
  CHECK(std::isnan(backplane::log(nan)));
  CHECK(std::isnan(backplane::log1p(nan)));
  CHECK(std::isnan(backplane::softplus(nan)));
  CHECK(std::isnan(backplane::erf(nan)));
  CHECK(std::isnan(backplane::sin(nan)));
}

TEMPLATE_TEST_CASE("math: min and max never lose a NaN", "[sdk][math]", float, double) {
  using T = TestType;
  const T nan = std::numeric_limits<T>::quiet_NaN();
  CHECK(backplane::min(T(1), T(2)) == T(1));
  CHECK(backplane::max(T(1), T(2)) == T(2));
  CHECK(std::isnan(backplane::max(nan, T(0))));
  CHECK(std::isnan(backplane::max(T(0), nan)));
  CHECK(std::isnan(backplane::min(nan, T(0))));
  CHECK(std::isnan(backplane::min(T(0), nan)));
}
