// Layers against PyTorch's: a pass there and back, evaluation, and ten steps of
// gradient descent, in float64, to 1e-10 relative (scripts/fixtures/layers.py).
#include <catch2/catch.hpp>
#include <cmath>

#include "parity/fixtures.hpp"
#include "parity/layer_fixture.hpp"

namespace {

namespace fs = std::filesystem;
using namespace backplane::test;
using parity::LayerFixture;

/// The largest difference, relative to the largest number.
double distance(const std::vector<double>& found, const std::vector<double>& expected) {
  if (found.size() != expected.size()) return INFINITY;
  double worst = 0, scale = 1e-3;
  for (std::size_t i = 0; i < found.size(); ++i) {
    worst = std::max(worst, std::abs(found[i] - expected[i]));
    scale = std::max(scale, std::abs(expected[i]));
  }
  return worst / scale;
}

void check(const std::string& what, const std::vector<double>& found,
           const std::vector<double>& expected) {
  INFO(what);
  CHECK(distance(found, expected) <= 1e-10);
}

void there_and_back(const LayerFixture& from, LayerBench<double>& bench) {
  from.start(bench);
  bench.forward();
  bench.backward();
  for (std::size_t k = 0; k < bench.outputs.size(); ++k)
    check("output " + std::to_string(k), bench.outputs.values<double>(k),
          from["out." + std::to_string(k)]);
  for (std::size_t k = 0; k < bench.inputs.size(); ++k)
    if (bench.in(k).dtype == BACKPLANE_DT_F64)
      check("gradient of input " + std::to_string(k), bench.dinputs.values<double>(k),
            from["din." + std::to_string(k)]);
  for (std::size_t p = 0; p < bench.params.size(); ++p)
    check("gradient of " + from.param(p), bench.dparams[p],
          from["dparam." + from.param(p)]);
  for (std::size_t b = 0; b < bench.buffers.size(); ++b)
    check(from.buffer(b), bench.buffers.values<double>(b),
          from["buffer." + from.buffer(b)]);
  bench.evaluate = true;
  bench.forward();
  for (std::size_t k = 0; k < bench.outputs.size(); ++k)
    check("evaluated " + std::to_string(k), bench.outputs.values<double>(k),
          from["eval." + std::to_string(k)]);
  bench.evaluate = false;
}

/// The mean of (y - t)^2 over all outputs, and its gradient in the bench's dy.
double distance_to_targets(const LayerFixture& from, LayerBench<double>& bench) {
  double sum = 0, n = 0;
  for (std::size_t k = 0; k < bench.outputs.size(); ++k)
    n += static_cast<double>(elements(bench.out(k)));
  for (std::size_t k = 0; k < bench.outputs.size(); ++k) {
    const auto y = bench.outputs.values<double>(k);
    const auto t = from["target." + std::to_string(k)];
    std::vector<double> dy(y.size());
    for (std::size_t i = 0; i < y.size(); ++i) {
      sum += (y[i] - t[i]) * (y[i] - t[i]);
      dy[i] = 2 * (y[i] - t[i]) / n;
    }
    bench.doutputs.set(k, dy);
    if (k == 0) bench.dy = dy;
  }
  return sum / n;
}

void ten_steps(const LayerFixture& from, LayerBench<double>& bench) {
  const auto losses = from["loss"];
  REQUIRE(losses.size() == 10);
  for (std::size_t step = 0; step < losses.size(); ++step) {
    bench.forward();
    check("loss of step " + std::to_string(step + 1),
          {distance_to_targets(from, bench)}, {losses[step]});
    bench.backward();
    for (std::size_t p = 0; p < bench.params.size(); ++p)
      for (std::size_t i = 0; i < bench.params[p].size(); ++i)
        bench.params[p][i] -= 0.05 * bench.dparams[p][i];
  }
  for (std::size_t p = 0; p < bench.params.size(); ++p)
    check(from.param(p) + " after ten steps", bench.params[p],
          from["after." + from.param(p)]);
}

}  // namespace

TEST_CASE("every layer gives PyTorch's numbers", "[parity][layer]") {
  for (const auto& file : parity::layer_fixtures()) {
    LayerFixture from(file);
    DYNAMIC_SECTION(file.stem().string() << ": " << from.module()) {
      const Part part(from.layer(), from.settings());
      LayerBench<double> bench(part, from.inputs());
      from.match(bench);
      there_and_back(from, bench);
      ten_steps(from, bench);
    }
  }
}
