// rmsprop: against the formula written out, centered, with momentum and decay.
#include <catch2/catch.hpp>
#include <cmath>

#include "support/optimized.hpp"

using namespace backplane::test;

namespace {

double by_formula(const Vec<double>& gradients, bool centered, double momentum) {
  double w = 1, v = 0, mean = 0, b = 0;
  for (double g : gradients) {
    g += 0.2 * w;
    v = 0.9 * v + 0.1 * g * g;
    mean = 0.9 * mean + 0.1 * g;
    const double root = std::sqrt(centered ? v - mean * mean : v) + 1e-8;
    b = momentum * b + g / root;
    w -= 0.1 * b;
  }
  return w;
}

}  // namespace

TEST_CASE("rmsprop follows the rule", "[optimizer][rmsprop]") {
  const bool centered = GENERATE(false, true);
  const double momentum = GENERATE(0.0, 0.8);
  CAPTURE(centered, momentum);
  const Part part("rmsprop",
                  {{"alpha", 0.9}, {"centered", centered}, {"momentum", momentum}});
  Optimized<double> state(part, {1.0});
  const Vec<double> gradients{3, -0.5, 0.1, 2, 0.01, -1};
  for (const double g : gradients) state.update(part, {g}, 0.1, 0.2);
  CHECK(state.w[0] == Approx(by_formula(gradients, centered, momentum)).epsilon(1e-12));
}

TEST_CASE("rmsprop's slots are PyTorch's", "[optimizer][rmsprop]") {
  const Part part("rmsprop");
  const auto& table = part.table<backplane_optimizer>();
  REQUIRE(table.n_slots == 3);
  CHECK(std::string(table.slot_names[0]) == "square_avg");
  CHECK(table.slots_used(part.self()) == 1);
}
