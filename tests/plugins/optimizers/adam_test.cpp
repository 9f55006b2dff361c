// adam and adamw: against the formula written out, with amsgrad and both decays.
#include <catch2/catch.hpp>
#include <cmath>

#include "support/optimized.hpp"

using namespace backplane::test;

namespace {

constexpr double kRate = 0.1, kDecay = 0.3;

/// The rule, one weight, as in the paper and PyTorch.
double by_formula(const Vec<double>& gradients, bool amsgrad, bool decoupled) {
  double w = 1, m = 0, v = 0, top = 0, t = 0;
  for (double g : gradients) {
    ++t;
    if (decoupled)
      w -= kRate * kDecay * w;
    else
      g += kDecay * w;
    m = 0.9 * m + 0.1 * g;
    v = 0.999 * v + 0.001 * g * g;
    top = std::max(top, v);
    const double root = std::sqrt((amsgrad ? top : v) / (1 - std::pow(0.999, t)));
    w -= kRate * (m / (1 - std::pow(0.9, t))) / (root + 1e-8);
  }
  return w;
}

}  // namespace

TEST_CASE("adam and adamw follow the rule", "[optimizer][adam][adamw]") {
  const std::string name = GENERATE("adam", "adamw");
  const bool amsgrad = GENERATE(false, true);
  CAPTURE(name, amsgrad);
  const Part part(name, {{"amsgrad", amsgrad}});
  Optimized<double> state(part, {1.0});
  const Vec<double> gradients{3, -0.5, 0.1, 2, 0.01, -1};
  for (const double g : gradients) state.update(part, {g}, kRate, kDecay);
  CHECK(state.w[0] ==
        Approx(by_formula(gradients, amsgrad, name == "adamw")).epsilon(1e-13));
  CHECK(state.slots.size() == (amsgrad ? 3u : 2u));
}

TEST_CASE("adam bears a gradient of 0", "[optimizer][adam]") {
  const Part adam("adam");
  Optimized<double> state(adam, {1.0});
  state.update(adam, {0}, 0.1);
  CHECK(state.w[0] == 1);
}

TEST_CASE("adam's betas are two", "[optimizer][adam][error]") {
  const auto answer = validate(built_in("adam"), {{"betas", Vec<double>{0.9}}});
  CHECK(answer.status == BACKPLANE_E_INVALID);
  CHECK(answer.parameter == "betas");
  CHECK(answer.message == "'betas' takes exactly 2 numbers, but gets 1");
}

TEST_CASE("adamw decays by 0.01 unless told, adam not at all", "[optimizer][adamw]") {
  const auto decay = [](const char* name) {
    const auto& part = built_in(name);
    for (std::uint32_t i = 0; i < part.n_params; ++i)
      if ((part.params[i]->flags & BACKPLANE_PF_ROLE_DECAY) != 0)
        return part.params[i]->def.v.f;
    return -1.0;
  };
  CHECK(decay("adamw") == 0.01);
  CHECK(decay("adam") == 0);
}
