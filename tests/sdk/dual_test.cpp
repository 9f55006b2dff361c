// Dual numbers against derivatives written by hand.
#include "backplane/sdk/dual.hpp"

#include <catch2/catch.hpp>

namespace {

using D = backplane::Dual<double>;

/// f'(x) by dual numbers.
template <class F>
double slope(F f, double x) {
  return f(D{x, 1}).d;
}

}  // namespace

TEST_CASE("dual numbers follow the rules of differentiation", "[sdk][dual]") {
  const double x = 0.7;
  CHECK(slope([](D t) { return 3 * t + 2; }, x) == 3);
  CHECK(slope([](D t) { return t * t * t; }, x) == Approx(3 * x * x).epsilon(1e-15));
  CHECK(slope([](D t) { return 1 / t; }, x) == Approx(-1 / (x * x)).epsilon(1e-15));
  CHECK(slope([](D t) { return t / (1 + t); }, x) ==
        Approx(1 / ((1 + x) * (1 + x))).epsilon(1e-15));
  CHECK(slope([](D t) { return -t - 1; }, x) == -1);
  CHECK(slope([](D t) { return t > 0.5 ? 2 * t : t; }, x) == 2);
  CHECK(slope([](D t) { return t *= t, t -= 1, t += 2 * t, t /= 2; }, x) ==
        Approx(3 * x).epsilon(1e-15));
}

TEST_CASE("each function's dual is its derivative", "[sdk][dual]") {
  using namespace backplane;
  const double x = GENERATE(0.3, 1.7);
  const auto near = [](double value) { return Approx(value).epsilon(1e-14); };
  CHECK(slope([](D t) { return exp(t); }, x) == near(std::exp(x)));
  CHECK(slope([](D t) { return expm1(t); }, x) == near(std::exp(x)));
  CHECK(slope([](D t) { return log(t); }, x) == near(1 / x));
  CHECK(slope([](D t) { return log1p(t); }, x) == near(1 / (1 + x)));
  CHECK(slope([](D t) { return sqrt(t); }, x) == near(0.5 / std::sqrt(x)));
  const double t = std::tanh(x), s = 1 / (1 + std::exp(-x));
  CHECK(slope([](D u) { return tanh(u); }, x) == near(1 - t * t));
  CHECK(slope([](D u) { return sigmoid(u); }, x) == near(s * (1 - s)));
  CHECK(slope([](D u) { return softplus(u); }, x) == near(s));
  CHECK(slope([](D u) { return erf(u); }, x) ==
        near(2 / std::sqrt(M_PI) * std::exp(-x * x)));
  CHECK(slope([](D u) { return sin(u); }, x) == near(std::cos(x)));
  CHECK(slope([](D u) { return cos(u); }, x) == near(-std::sin(x)));
  CHECK(slope([](D u) { return tan(u); }, x) == near(1 / std::pow(std::cos(x), 2)));
  CHECK(slope([](D u) { return atan(u); }, x) == near(1 / (1 + x * x)));
  CHECK(slope([](D u) { return asin(u / 2); }, x) ==
        near(0.5 / std::sqrt(1 - x * x / 4)));
  CHECK(slope([](D u) { return acos(u / 2); }, x) ==
        near(-0.5 / std::sqrt(1 - x * x / 4)));
  CHECK(slope([](D u) { return sinh(u); }, x) == near(std::cosh(x)));
  CHECK(slope([](D u) { return cosh(u); }, x) == near(std::sinh(x)));
  CHECK(slope([](D u) { return asinh(u); }, x) == near(1 / std::sqrt(x * x + 1)));
  CHECK(slope([](D u) { return acosh(u + 1); }, x) == near(1 / std::sqrt(x * (x + 2))));
  CHECK(slope([](D u) { return atanh(u / 2); }, x) == near(0.5 / (1 - x * x / 4)));
  CHECK(slope([](D u) { return floor(u) + ceil(u) + round(u) + sign(u); }, x) == 0);
  CHECK(slope([](D u) { return pow(u, 2.5); }, x) == near(2.5 * std::pow(x, 1.5)));
  CHECK(slope([](D u) { return pow(D(2.0), u); }, x) ==
        near(std::log(2) * std::pow(2, x)));
}

TEST_CASE("at kinks a dual takes PyTorch's side", "[sdk][dual]") {
  CHECK(slope([](D t) { return backplane::abs(t); }, 0) == 0);
  CHECK(slope([](D t) { return backplane::abs(t); }, -2) == -1);
  CHECK(slope([](D t) { return backplane::max(t, 1); }, 2) == 1);
  CHECK(slope([](D t) { return backplane::max(t, 1); }, 0.5) == 0);
  CHECK(slope([](D t) { return backplane::min(t, 1); }, 2) == 0);
}
