// radam: against the formula, on both sides of the step where v becomes trusted.
#include <catch2/catch.hpp>
#include <cmath>

#include "support/optimized.hpp"

using namespace backplane::test;

namespace {

/// Where the step takes v, w moves by `s`; before, by the momentum alone.
double by_formula(const Vec<double>& gradients, double b2) {
  double w = 1, m = 0, v = 0, t = 0;
  const double n = 2 / (1 - b2) - 1;
  for (double g : gradients) {
    ++t;
    g += 0.1 * w;
    m = 0.9 * m + 0.1 * g;
    v = b2 * v + (1 - b2) * g * g;
    const double k = n - 2 * t * std::pow(b2, t) / (1 - std::pow(b2, t));
    const double hat = m / (1 - std::pow(0.9, t));
    double s = 1;
    if (k > 5)
      s = std::sqrt((k - 4) * (k - 2) * n / ((n - 4) * (n - 2) * k)) *
          std::sqrt(1 - std::pow(b2, t)) / (std::sqrt(v) + 1e-8);
    w -= 0.05 * hat * s;
  }
  return w;
}

}  // namespace

TEST_CASE("radam follows the rule", "[optimizer][radam]") {
  // 0.5: v is never trusted; 0.9 and 0.999: from the 6th step on.
  const double b2 = GENERATE(0.5, 0.9, 0.999);
  const auto steps = static_cast<std::size_t>(GENERATE(1, 5, 6, 7, 12));
  CAPTURE(b2, steps);
  Vec<double> gradients{3, -0.5, 0.1, 2, 0.01, -1, 0.4, 0.7, -2, 1, 0.2, -0.3};
  gradients.resize(steps);
  const Part part("radam", {{"betas", Vec<double>{0.9, b2}}});
  Optimized<double> state(part, {1.0});
  for (const double g : gradients) state.update(part, {g}, 0.05, 0.1);
  CHECK(state.w[0] == Approx(by_formula(gradients, b2)).epsilon(1e-12));
}

TEST_CASE("radam's first step is the gradient's", "[optimizer][radam]") {
  const Part part("radam");
  Optimized<double> state(part, {1.0});
  state.update(part, {0.5}, 0.5);
  CHECK(state.w[0] == Approx(0.75).epsilon(1e-14));
}
