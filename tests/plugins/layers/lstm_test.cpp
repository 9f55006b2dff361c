// lstm: one step by hand, its directions, saturated gates, dropout and what it refuses.
#include <catch2/catch.hpp>
#include <cmath>

#include "support/layer_checks.hpp"

using namespace backplane::test;

namespace {

double sigmoid(double x) {
  return 1 / (1 + std::exp(-x));
}

}  // namespace

TEST_CASE("lstm is the textbook's, gate by gate", "[layer][lstm]") {
  const Part lstm("lstm", {{"units", 1}});
  LayerBench<double> bench(lstm, {1, 2, 1});
  bench.x = {0.5, -1};
  const std::vector<double> w{1, 2, 3, 4}, u{0.1, 0.2, 0.3, 0.4},
      b{0.01, 0.02, 0.03, 0.04};
  bench.params = {w, u, b, {0, 0, 0, 0}};
  bench.forward();
  double c = 0, h = 0;
  for (std::size_t t = 0; t < 2; ++t) {
    const auto z = [&](std::size_t g) { return w[g] * bench.x[t] + u[g] * h + b[g]; };
    c = sigmoid(z(1)) * c + sigmoid(z(0)) * std::tanh(z(2));
    h = sigmoid(z(3)) * std::tanh(c);
    CHECK(bench.y[t] == Approx(h).epsilon(1e-13));
  }
}

TEST_CASE("the second direction is the first on the sequence turned round",
          "[layer][lstm]") {
  const Part both("lstm", {{"units", 3}, {"bidirectional", true}});
  const Part one("lstm", {{"units", 3}});
  LayerBench<double> two(both, {2, 5, 4}), turned(one, {2, 5, 4});
  fill(two);
  for (std::size_t p = 0; p < 4; ++p) turned.params[p] = two.params[4 + p];
  for (std::size_t b = 0; b < 2; ++b)
    for (std::size_t t = 0; t < 5; ++t)
      for (std::size_t i = 0; i < 4; ++i)
        turned.x[(b * 5 + t) * 4 + i] = two.x[(b * 5 + 4 - t) * 4 + i];
  two.forward(), turned.forward();
  for (std::size_t b = 0; b < 2; ++b)
    for (std::size_t t = 0; t < 5; ++t)
      for (std::size_t k = 0; k < 3; ++k)
        CHECK(two.y[(b * 5 + t) * 6 + 3 + k] == turned.y[(b * 5 + 4 - t) * 3 + k]);
  CHECK(std::string(two.param(5).name) == "weight_hh_l0_reverse");
}

TEST_CASE("samples in blocks do not see each other", "[layer][lstm]") {
  const Part lstm("lstm", {{"units", 4}, {"output", std::string("last")}});
  LayerBench<double> whole(lstm, {70, 3, 2}), single(lstm, {1, 3, 2});
  fill(whole);
  whole.forward();
  single.params = whole.params;
  for (std::size_t b : {0u, 31u, 32u, 69u}) {
    const auto at = whole.x.begin() + static_cast<std::ptrdiff_t>(b * 6);
    single.x.assign(at, at + 6);
    single.forward();
    for (std::size_t k = 0; k < 4; ++k)
      CHECK(whole.y[b * 4 + k] == Approx(single.y[k]).epsilon(1e-12));
  }
}

TEST_CASE("gates at their ends keep or forget all, and pass no NaN", "[layer][lstm]") {
  const Part lstm("lstm", {{"units", 1}, {"bias", false}});
  LayerBench<float> bench(lstm, {1, 3, 1});
  bench.x = {1e4f, -1e4f, 1e-30f};
  bench.params = {{1e4f, 1e4f, 1e4f, 1e4f}, {0, 0, 0, 0}};
  bench.dy = {1, 1, 1};
  bench.forward(), bench.backward();
  for (const float y : bench.y) CHECK(std::isfinite(y));
  for (const float dx : bench.dx) CHECK(std::isfinite(dx));
}

TEST_CASE("dropout between layers is the same in both directions of time",
          "[layer][lstm][gradient]") {
  const Part lstm("lstm", {{"units", 5}, {"layers", 2}, {"dropout", 0.5}});
  LayerBench<double> bench(lstm, {3, 4, 2});
  CHECK(worst_gradient(bench) < 1e-7);
  const auto y = bench.y;
  bench.step = 2;
  bench.forward();
  CHECK(bench.y != y);
  bench.evaluate = true;
  bench.forward();
  const auto whole = bench.y;
  bench.step = 3;
  bench.forward();
  CHECK(bench.y == whole);
}

TEST_CASE("lstm says what is wrong", "[layer][lstm][error]") {
  const Part lstm("lstm", {{"units", 3}});
  CHECK(refusal(lstm, {2, 28}) ==
        "'lstm' works on sequences, [time, features], but gets 28");
  CHECK(refusal(lstm, {2, 1, 28, 28}) ==
        "'lstm' works on sequences, [time, features], but gets 1×28×28");
  CHECK(refusal(lstm, {2, 0, 3}) == "gets sequences of 0 steps of 3 features");
}
