// The owner's text, one neuron a layer: the chain w -> z -> a -> C with C = (a - y)^2,
// and its three sensitivities in closed form, held against what backpropagation gives.
#include <cmath>
#include <functional>

#include "support/chain.hpp"

namespace {

using backplane::inspect::Probe;
using backplane::test::Folder;
using backplane::test::runtime;
using backplane::test::take;
using backplane::test::write_config;

struct Function {
  std::string name;
  std::function<double(double)> f, df;  // a = f(z), da/dz
};

const Function kFunctions[] = {
    {"sigmoid", [](double z) { return 1 / (1 + std::exp(-z)); },
     [](double z) {
       const double a = 1 / (1 + std::exp(-z));
       return a * (1 - a);
     }},
    {"tanh", [](double z) { return std::tanh(z); },
     [](double z) { return 1 - std::tanh(z) * std::tanh(z); }},
    {"relu", [](double z) { return z > 0 ? z : 0; },
     [](double z) { return z > 0 ? 1.0 : 0.0; }},
};

// a0 -> (w1, b1) -> a1 -> (w2, b2) -> a2 -> (w3, b3) -> a3 -> C
struct Chain {
  static constexpr int kLayers = 3;
  double w[kLayers + 1], b[kLayers + 1], z[kLayers + 1], a[kLayers + 1], y;
};

double& entry(Probe& probe, const std::string& name) {
  return probe.values(*probe.plan().find_param(name))[0];
}
double gradient(Probe& probe, const std::string& name) {
  return probe.gradients(*probe.plan().find_param(name))[0];
}

}  // namespace

TEST_CASE("one neuron a layer: the three sensitivities in closed form",
          "[mathematics][one_neuron]") {
  const Function& function = kFunctions[GENERATE(0, 1, 2)];
  CAPTURE(function.name);
  Chain c{{0, 0.8, -1.1, 0.6}, {0, 0.1, 1.4, 0.3}, {}, {}, 0.25};
  c.a[0] = 0.7;
  for (int l = 1; l <= Chain::kLayers; ++l) {
    c.z[l] = c.w[l] * c.a[l - 1] + c.b[l];
    c.a[l] = function.f(c.z[l]);
  }

  const Folder folder;
  const std::string item = "{units: 1, activation: " + function.name + "}";
  const auto probe = take(Probe::create(
      runtime(),
      write_config(folder, {c.a[0]}, {c.y},
                   "  - dense: " + item + "\n    name: l1\n  - dense: " + item +
                       "\n    name: l2\n  - dense: " + item + "\n    name: l3\n"),
      {}, 0, 1));
  for (int l = 1; l <= Chain::kLayers; ++l) {
    entry(*probe, "l" + std::to_string(l) + ".weight") = c.w[l];
    entry(*probe, "l" + std::to_string(l) + ".bias") = c.b[l];
  }
  const double cost = take(probe->backpropagate());
  CHECK(cost == Approx((c.a[3] - c.y) * (c.a[3] - c.y)).epsilon(1e-14));

  // dC/da(L) = 2 (a - y); one layer back: da(L)/da(L-1) = w f'(z).
  double dC_da = 2 * (c.a[3] - c.y);
  for (int l = Chain::kLayers; l >= 1; --l) {
    CAPTURE(l);
    const double da_dz = function.df(c.z[l]);
    const double dC_dw = c.a[l - 1] * da_dz * dC_da;  // dz/dw = a(l-1)
    const double dC_db = 1 * da_dz * dC_da;           // dz/db = 1
    REQUIRE(std::abs(dC_dw) > 1e-3);  // nothing here vanishes: the check can fail
    CHECK(std::abs(gradient(*probe, "l" + std::to_string(l) + ".weight") - dC_dw) <
          1e-12);
    CHECK(std::abs(gradient(*probe, "l" + std::to_string(l) + ".bias") - dC_db) <
          1e-12);

    const auto& plan = probe->plan();
    for (std::size_t v = 0; v < plan.values.size(); ++v) {
      if (plan.values[v].name != "l" + std::to_string(l) + "." + function.name)
        continue;
      const auto da = probe->session().gradient(1, static_cast<int>(v));
      CHECK(std::abs(*static_cast<const double*>(da.data) - dC_da) < 1e-12);
    }
    dC_da = c.w[l] * da_dz * dC_da;  // dz/da(l-1) = w
  }
}
