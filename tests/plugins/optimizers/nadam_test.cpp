// nadam: against the formula with its running product, and far out in the run.
#include <catch2/catch.hpp>
#include <cmath>

#include "support/optimized.hpp"

using namespace backplane::test;

namespace {

struct Rule {
  double b1, b2, psi;
  double w = 1, m = 0, v = 0, product = 1, t = 0;

  [[nodiscard]] double mu(double at) const {
    return b1 * (1 - 0.5 * std::pow(0.96, at * psi));
  }
  void step(double g, double lr, double decay) {
    ++t;
    g += decay * w;
    product *= mu(t);
    m = b1 * m + (1 - b1) * g;
    v = b2 * v + (1 - b2) * g * g;
    const double root = std::sqrt(v / (1 - std::pow(b2, t))) + 1e-8;
    w -= lr * (1 - mu(t)) / (1 - product) * g / root;
    w -= lr * mu(t + 1) / (1 - product * mu(t + 1)) * m / root;
  }
};

}  // namespace

TEST_CASE("nadam follows the rule", "[optimizer][nadam]") {
  const double psi = GENERATE(0.004, 0.0, 0.5, 40.0);
  const double b1 = GENERATE(0.9, 0.0, 0.99);
  CAPTURE(psi, b1);
  const Part part("nadam", {{"momentum_decay", psi}, {"betas", Vec<double>{b1, 0.99}}});
  Optimized<double> state(part, {1.0});
  Rule rule{b1, 0.99, psi};
  // Long enough for the product to end, and for mu to stand still.
  for (int step = 0; step < 1500; ++step) {
    const double g = std::sin(step) + 0.3;
    state.update(part, {g}, 0.01, 0.1);
    rule.step(g, 0.01, 0.1);
    if (step % 100 == 0) CHECK(state.w[0] == Approx(rule.w).epsilon(1e-11));
  }
  CHECK(state.w[0] == Approx(rule.w).epsilon(1e-11));
}

TEST_CASE("nadam's step costs no more late in the run", "[optimizer][nadam]") {
  const Part part("nadam");
  Optimized<double> state(part, {1.0});
  state.step = std::uint64_t{1} << 60;  // a loop over the steps would not end
  state.update(part, {1}, 0.01);
  CHECK(std::isfinite(state.w[0]));
  CHECK(state.w[0] < 1);
}
