// attention: one head by hand, causality, padding, a memory, dropout and what it
// refuses.
#include <catch2/catch.hpp>
#include <cmath>

#include "support/layer_checks.hpp"

using namespace backplane::test;

namespace {

/// Identities for all projections, of E features.
std::vector<std::vector<double>> identities(std::size_t E) {
  std::vector<double> in(3 * E * E), out(E * E);
  for (std::size_t i = 0; i < E; ++i) {
    for (std::size_t part = 0; part < 3; ++part) in[(part * E + i) * E + i] = 1;
    out[i * E + i] = 1;
  }
  return {in, std::vector<double>(3 * E), out, std::vector<double>(E)};
}

std::vector<backplane_shape> shapes(
    const std::vector<std::vector<std::int64_t>>& dims) {
  std::vector<backplane_shape> all;
  for (const auto& d : dims) all.push_back(shape_of(BACKPLANE_DT_F64, d));
  return all;
}

std::string message(const Part& part,
                    const std::vector<std::vector<std::int64_t>>& dims) {
  try {
    const LayerBench<double> bench(part, shapes(dims));
  } catch (const std::exception& e) {
    return e.what();
  }
  return "nothing";
}

}  // namespace

TEST_CASE("attention is softmax(Q K' / sqrt(d)) V", "[layer][attention]") {
  const Part attention("attention", {{"heads", 1}});
  LayerBench<double> bench(attention, {1, 2, 1});
  bench.x = {1, 3};
  bench.params = identities(1);
  bench.forward();
  // Step 0 sees scores 1 and 3, step 1 sees 3 and 9.
  const double a = 1 / (1 + std::exp(2.0)), b = 1 / (1 + std::exp(6.0));
  CHECK(bench.y[0] == Approx(a * 1 + (1 - a) * 3));
  CHECK(bench.y[1] == Approx(b * 1 + (1 - b) * 3));
}

TEST_CASE("heads see their own features, scaled by their own width",
          "[layer][attention]") {
  const Part attention("attention", {{"heads", 2}, {"bias", false}});
  LayerBench<double> bench(attention, {1, 2, 4});
  bench.x = {1, 0, 0, 2, 0, 1, 2, 0};
  bench.params = {identities(4)[0], identities(4)[2]};
  bench.forward();
  const double p = 1 / (1 + std::exp(-1 / std::sqrt(2.0)));
  CHECK(bench.y[0] == Approx(p));
  CHECK(bench.y[1] == Approx(1 - p));
  const double q = 1 / (1 + std::exp(-4 / std::sqrt(2.0)));
  CHECK(bench.y[2] == Approx(2 * (1 - q)));
  CHECK(bench.y[3] == Approx(2 * q));
}

TEST_CASE("a causal step sees nothing of what comes later", "[layer][attention]") {
  const Part attention("attention", {{"heads", 2}, {"causal", true}});
  LayerBench<double> bench(attention, {2, 5, 4});
  fill(bench);
  bench.forward();
  const auto before = bench.y;
  for (std::size_t i = 3 * 4; i < 5 * 4; ++i) bench.x[i] += 1;  // steps 3, 4
  bench.forward();
  for (std::size_t i = 0; i < 3 * 4; ++i) CHECK(bench.y[i] == before[i]);
  CHECK(bench.y[3 * 4] != before[3 * 4]);
  // Its gradient does not either.
  bench.dy.assign(bench.dy.size(), 0);
  bench.dy[4] = 1;  // step 1
  bench.backward();
  for (std::size_t i = 2 * 4; i < 5 * 4; ++i) CHECK(bench.dx[i] == 0);
}

TEST_CASE("padding is not attended to", "[layer][attention]") {
  const Part masked("attention", {{"heads", 1}, {"padding", std::string("mask")}});
  LayerBench<double> bench(masked, shapes({{1, 3, 2}, {1, 3}}));
  fill(bench);
  bench.inputs.set<double>(1, {0, 0, 1});
  bench.forward();
  const auto before = bench.y;
  bench.x[4] += 5;  // the padding's own features, seen by its own row alone
  bench.forward();
  for (std::size_t i = 0; i < 4; ++i) CHECK(bench.y[i] == before[i]);
}

TEST_CASE("a row that may see nothing is the bias alone, not NaN",
          "[layer][attention]") {
  const Part masked("attention", {{"heads", 1}, {"padding", std::string("mask")}});
  LayerBench<double> bench(masked, shapes({{1, 2, 2}, {1, 2}}));
  fill(bench);
  bench.inputs.set<double>(1, {1, 1});
  bench.forward(), bench.backward();
  CHECK(bench.y[0] == bench.params[3][0]);
  CHECK(bench.y[3] == bench.params[3][1]);
  for (const double dx : bench.dx) CHECK(dx == 0);
}

TEST_CASE("padding by id reads token numbers", "[layer][attention][gradient]") {
  const Part attention(
      "attention", {{"heads", 2}, {"padding", std::string("ids")}, {"padding_id", 1}});
  auto in = shapes({{2, 3, 4}, {2, 3}});
  in[1].dtype = BACKPLANE_DT_I32;
  LayerBench<double> bench(attention, in);
  CHECK(worst_gradient(bench) < 1e-8);
  bench.inputs.set<std::int32_t>(1, {0, 1, 2, 1, 1, 0});
  bench.forward();
  const auto y = bench.y;
  for (std::size_t i = 4; i < 8; ++i) bench.x[i] += 1;  // a padding
  bench.forward();
  for (std::size_t i = 0; i < 4; ++i) CHECK(bench.y[i] == y[i]);
}

TEST_CASE("attention to a memory of another length", "[layer][attention][gradient]") {
  const Part attention("attention", {{"heads", 2}});
  LayerBench<double> bench(attention, shapes({{2, 3, 4}, {2, 5, 4}}));
  CHECK(worst_gradient(bench) < 1e-8);
}

TEST_CASE("dropout of weights is the same on the way back",
          "[layer][attention][gradient]") {
  const Part attention("attention", {{"heads", 2}, {"dropout", 0.4}});
  LayerBench<double> bench(attention, {2, 6, 4});
  CHECK(worst_gradient(bench) < 1e-7);
  const auto y = bench.y;
  bench.step = 2;
  bench.forward();
  CHECK(bench.y != y);
}

TEMPLATE_TEST_CASE("huge scores choose one key", "[layer][attention]", float, double) {
  const Part attention("attention", {{"heads", 1}, {"bias", false}});
  LayerBench<TestType> bench(attention, {1, 3, 1});
  bench.x = {1e4f, -1e4f, TestType(1e-30)};
  bench.params = {{1, 1, 1}, {1}};
  bench.dy = {1, 1, 1};
  bench.forward(), bench.backward();
  CHECK(bench.y[0] == Approx(1e4));
  CHECK(bench.y[1] == Approx(-1e4));
  for (const auto dx : bench.dx) CHECK(std::isfinite(dx));
}

TEST_CASE("attention says what is wrong, with both numbers",
          "[layer][attention][error]") {
  const Part attention("attention", {{"heads", 3}, {"causal", true}});
  CHECK(message(attention, {{2, 5, 4}}) ==
        "gets 4 features, which 3 heads do not divide");
  CHECK(message(attention, {{2, 5, 6}, {2, 4, 6}}) ==
        "is causal, but 5 steps attend to 4");
  CHECK(message(attention, {{2, 5, 6}, {2, 5, 3}}) ==
        "attends from 6 features to a memory of 3");
  CHECK(message(attention, {{2, 30}}) ==
        "'attention' works on sequences, [time, features], but gets 30");
  const Part masked("attention", {{"heads", 3}, {"padding", std::string("mask")}});
  CHECK(message(masked, {{2, 5, 6}, {2, 4}}) ==
        "attends to 5 steps, but the padding is 4");
  CHECK(message(masked, {{2, 5, 6}}) ==
        "gets 1 inputs: takes x, perhaps a memory, and a padding");
}
