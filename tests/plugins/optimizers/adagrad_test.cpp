// adagrad: against the formula written out, with its decay of the rate and its start.
#include <catch2/catch.hpp>
#include <cmath>

#include "support/optimized.hpp"

using namespace backplane::test;

namespace {

double by_formula(const Vec<double>& gradients, double lr_decay, double start) {
  double w = 1, v = start, t = 0;
  for (double g : gradients) {
    g += 0.2 * w;
    v += g * g;
    w -= 0.1 / (1 + t * lr_decay) * g / (std::sqrt(v) + 1e-10);
    ++t;
  }
  return w;
}

}  // namespace

TEST_CASE("adagrad follows the rule", "[optimizer][adagrad]") {
  const double lr_decay = GENERATE(0.0, 0.3), start = GENERATE(0.0, 0.5);
  CAPTURE(lr_decay, start);
  const Part part("adagrad",
                  {{"lr_decay", lr_decay}, {"initial_accumulator_value", start}});
  Optimized<double> state(part, {1.0});
  const Vec<double> gradients{3, -0.5, 0.1, 2, 0.01, -1};
  for (const double g : gradients) state.update(part, {g}, 0.1, 0.2);
  CHECK(state.w[0] == Approx(by_formula(gradients, lr_decay, start)).epsilon(1e-13));
}

TEST_CASE("adagrad by hand", "[optimizer][adagrad]") {
  const Part part("adagrad", {{"eps", 0.0}});
  Optimized<double> state(part, {1.0, 1.0});
  state.update(part, {3, -0.25}, 0.5);  // g / |g|: half a unit each, whatever its size
  CHECK(state.w == Vec<double>{0.5, 1.5});
  state.update(part, {4, 0}, 0.5);  // v = 9 + 16: 0.5 - 0.5 * 4 / 5
  CHECK(state.w[0] == Approx(0.1));
  CHECK(state.w[1] == 1.5);
}

TEST_CASE("adagrad bears huge and tiny gradients", "[optimizer][adagrad]") {
  const Part part("adagrad");
  Optimized<double> state(part, {1.0, 1.0});
  state.update(part, {1e150, 1e-200}, 0.5);
  CHECK(state.w[0] == Approx(0.5));
  CHECK(state.w[1] == 1);  // its square is 0: eps stands in the place of the root
}
