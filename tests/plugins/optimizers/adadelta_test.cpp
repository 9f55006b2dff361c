// adadelta: against the formula written out, and its first step by hand.
#include <catch2/catch.hpp>
#include <cmath>

#include "support/optimized.hpp"

using namespace backplane::test;

TEST_CASE("adadelta follows the rule", "[optimizer][adadelta]") {
  const double rho = GENERATE(0.9, 0.5);
  const Part part("adadelta", {{"rho", rho}, {"eps", 1e-4}});
  Optimized<double> state(part, {1.0});
  double w = 1, v = 0, a = 0;
  for (double g : {3.0, -0.5, 0.1, 2.0, 0.01, -1.0}) {
    state.update(part, {g}, 0.5, 0.2);
    g += 0.2 * w;
    v = rho * v + (1 - rho) * g * g;
    const double d = std::sqrt(a + 1e-4) / std::sqrt(v + 1e-4) * g;
    a = rho * a + (1 - rho) * d * d;
    w -= 0.5 * d;
  }
  CHECK(state.w[0] == Approx(w).epsilon(1e-13));
}

TEST_CASE("adadelta's first step by hand", "[optimizer][adadelta]") {
  // v = 0.75 * 4 = 3, d = sqrt(1) / sqrt(3 + 1) * 2 = 1
  const Part part("adadelta", {{"rho", 0.25}, {"eps", 1.0}});
  Optimized<double> state(part, {1.0});
  state.update(part, {2}, 0.5);
  CHECK(state.w[0] == 0.5);
  CHECK(state.slots[0][0] == 3);
  CHECK(state.slots[1][0] == 0.75);
}

TEST_CASE("adadelta bears huge and tiny gradients", "[optimizer][adadelta]") {
  const Part part("adadelta");
  Optimized<double> state(part, {1.0, 1.0});
  for (int step = 0; step < 3; ++step) state.update(part, {1e150, 1e-200}, 1.0);
  CHECK(std::isfinite(state.w[0]));
  CHECK(state.w[0] < 1);
  CHECK(state.w[1] == 1);
}
