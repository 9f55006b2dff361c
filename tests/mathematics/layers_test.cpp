// n_L neurons a layer: dC/dw_jk, dC/db_j and dC/da_k summed by plain loops over the
// owner's formulas, held against what backpropagation gives.
#include <cmath>

#include "support/chain.hpp"

namespace {

using backplane::inspect::Probe;
using backplane::test::Folder;
using backplane::test::runtime;
using backplane::test::take;
using backplane::test::write_config;

using Vector = std::vector<double>;
using Matrix = std::vector<Vector>;

struct Layer {
  std::string name, activation;
  Matrix w;      // w[j][k]
  Vector b;      // b[j]
  Vector z, a;   // of the sample
  Vector dC_da;  // to be found
};

double f(const std::string& name, double z) {
  if (name == "sigmoid") return 1 / (1 + std::exp(-z));
  if (name == "tanh") return std::tanh(z);
  return z > 0 ? z : 0;
}
double df(const std::string& name, double z) {
  if (name == "sigmoid") return f(name, z) * (1 - f(name, z));
  if (name == "tanh") return 1 - f(name, z) * f(name, z);
  return z > 0 ? 1 : 0;
}

void forward(Layer& layer, const Vector& before) {
  layer.z = layer.b;
  layer.a.resize(layer.z.size());
  for (std::size_t j = 0; j < layer.z.size(); ++j) {
    for (std::size_t k = 0; k < before.size(); ++k)
      layer.z[j] += layer.w[j][k] * before[k];
    layer.a[j] = f(layer.activation, layer.z[j]);
  }
}

// dC/da_k(L-1) = sum over j of w_jk f'(z_j) dC/da_j(L)
Vector back(const Layer& next, std::size_t inputs) {
  Vector dC_da(inputs, 0.0);
  for (std::size_t k = 0; k < inputs; ++k)
    for (std::size_t j = 0; j < next.z.size(); ++j)
      dC_da[k] += next.w[j][k] * df(next.activation, next.z[j]) * next.dC_da[j];
  return dC_da;
}

// The network's weights, read where they were initialised.
void read(Probe& probe, Layer& layer, std::size_t inputs) {
  const auto w = probe.values(*probe.plan().find_param(layer.name + ".weight"));
  const auto b = probe.values(*probe.plan().find_param(layer.name + ".bias"));
  layer.b.assign(b.begin(), b.end());
  layer.w.assign(b.size(), Vector(inputs));
  for (std::size_t j = 0; j < b.size(); ++j)
    for (std::size_t k = 0; k < inputs; ++k) layer.w[j][k] = w[j * inputs + k];
}

}  // namespace

TEST_CASE("n neurons a layer: every sensitivity in closed form",
          "[mathematics][layers]") {
  const Vector x{0.3, -0.8, 1.2, 0.05}, y{0.9, -0.2, 0.4};
  Layer layers[] = {{"l1", "tanh", {}, {}, {}, {}, {}},
                    {"l2", "relu", {}, {}, {}, {}, {}},
                    {"l3", "sigmoid", {}, {}, {}, {}, {}}};
  const Folder folder;
  const auto probe = take(Probe::create(
      runtime(),
      write_config(folder, x, y,
                   "  - dense: {units: 6, activation: tanh}\n    name: l1\n"
                   "  - dense: {units: 5, activation: relu}\n    name: l2\n"
                   "  - dense: {units: 3, activation: sigmoid}\n    name: l3\n"),
      {}, 0, 1));
  const double cost = take(probe->backpropagate());

  Vector before = x;
  for (Layer& layer : layers) {
    read(*probe, layer, before.size());
    forward(layer, before);
    before = layer.a;
  }
  double C = 0;
  Layer& last = layers[2];
  for (std::size_t j = 0; j < y.size(); ++j) {
    C += (last.a[j] - y[j]) * (last.a[j] - y[j]);
    last.dC_da.push_back(2 * (last.a[j] - y[j]));
  }
  CHECK(cost == Approx(C).epsilon(1e-14));
  layers[1].dC_da = back(layers[2], 5);
  layers[0].dC_da = back(layers[1], 6);

  const Vector* input = &x;
  for (const Layer& layer : layers) {
    CAPTURE(layer.name);
    const auto dw = probe->gradients(*probe->plan().find_param(layer.name + ".weight"));
    const auto db = probe->gradients(*probe->plan().find_param(layer.name + ".bias"));
    double largest = 0;
    for (std::size_t j = 0; j < layer.z.size(); ++j) {
      const double delta = df(layer.activation, layer.z[j]) * layer.dC_da[j];
      CHECK(std::abs(db[j] - delta) < 1e-12);
      for (std::size_t k = 0; k < input->size(); ++k) {
        CHECK(std::abs(dw[j * input->size() + k] - (*input)[k] * delta) < 1e-12);
        largest = std::max(largest, std::abs(dw[j * input->size() + k]));
      }
    }
    CHECK(largest > 1e-3);
    input = &layer.a;
  }
}
