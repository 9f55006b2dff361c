// rnn and gru: by hand, and what they refuse; what they share with lstm is tested
// there.
#include <catch2/catch.hpp>
#include <cmath>

#include "support/layer_checks.hpp"

using namespace backplane::test;

TEST_CASE("rnn is tanh of what comes in and what was", "[layer][rnn]") {
  const Part rnn("rnn", {{"units", 1}});
  LayerBench<double> bench(rnn, {1, 3, 1});
  bench.x = {0.5, -1, 2};
  bench.params = {{2}, {-0.5}, {0.1}, {0.2}};
  bench.forward();
  double h = 0;
  for (std::size_t t = 0; t < 3; ++t) {
    h = std::tanh(2 * bench.x[t] - 0.5 * h + 0.1 + 0.2);
    CHECK(bench.y[t] == Approx(h).epsilon(1e-13));
  }
}

TEST_CASE("gru keeps or renews its state, gate by gate", "[layer][gru]") {
  const Part gru("gru", {{"units", 1}, {"output", std::string("last")}});
  LayerBench<double> bench(gru, {1, 2, 1});
  bench.x = {0.5, -1};
  const std::vector<double> w{1, 2, 3}, u{0.3, 0.2, 0.1}, b{0.01, 0.02, 0.03},
      c{0.05, 0.06, 0.07};
  bench.params = {w, u, b, c};
  bench.forward();
  const auto sigmoid = [](double v) { return 1 / (1 + std::exp(-v)); };
  double h = 0;
  for (std::size_t t = 0; t < 2; ++t) {
    const double x = bench.x[t];
    const double r = sigmoid(w[0] * x + b[0] + u[0] * h + c[0]);
    const double z = sigmoid(w[1] * x + b[1] + u[1] * h + c[1]);
    const double n = std::tanh(w[2] * x + b[2] + r * (u[2] * h + c[2]));
    h = (1 - z) * n + z * h;
  }
  CHECK(bench.y[0] == Approx(h).epsilon(1e-13));
}

TEMPLATE_TEST_CASE("saturated recurrent layers stay finite", "[layer][rnn][gru]", float,
                   double) {
  for (const char* name : {"rnn", "gru"}) {
    INFO(name);
    const Part part(name, {{"units", 3}});
    LayerBench<TestType> bench(part, {2, 4, 2});
    fill(bench);
    for (auto& x : bench.x) x *= TestType(1e5);
    bench.forward(), bench.backward();
    for (const auto y : bench.y) CHECK(std::isfinite(y));
    for (const auto dx : bench.dx) CHECK(std::isfinite(dx));
  }
}

TEST_CASE("rnn and gru say what is wrong", "[layer][rnn][gru][error]") {
  CHECK(refusal(Part("rnn", {{"units", 3}}), {2, 28}) ==
        "'rnn' works on sequences, [time, features], but gets 28");
  CHECK(refusal(Part("gru", {{"units", 3}}), {2, 3, 4, 5}) ==
        "'gru' works on sequences, [time, features], but gets 3×4×5");
}
