// positions: by hand, gradients, both kinds of table, accumulation, what it refuses.
#include <catch2/catch.hpp>
#include <cmath>

#include "math/isa.hpp"
#include "support/every_part.hpp"
#include "support/gradient_check.hpp"
#include "support/layer_run.hpp"

using namespace backplane::test;

namespace {

std::string message(const Part& part, std::initializer_list<std::int64_t> dims) {
  try {
    const LayerBench<double> bench(part, dims);
  } catch (const std::exception& e) {
    return e.what();
  }
  return "nothing";
}

void fill(LayerBench<double>& bench) {
  bench.x = filled(bench.x.size(), 1);
  bench.dy = filled(bench.dy.size(), 2);
  for (auto& p : bench.params) p = filled(p.size(), 3);
}

}  // namespace

TEST_CASE("learnt positions add a row to each time step", "[layer][positions]") {
  const Part part("positions", {{"learned", 3}});
  LayerBench<double> bench(part, {2, 2, 2});
  bench.x = {1, 2, 3, 4, 5, 6, 7, 8};
  bench.params = {{10, 20, 30, 40, 50, 60}};
  bench.dy = {1, 2, 3, 4, 5, 6, 7, 8};
  bench.forward();
  bench.backward();
  CHECK(bench.y == std::vector<double>{11, 22, 33, 44, 15, 26, 37, 48});
  CHECK(bench.dx == bench.dy);
  // The third row is beyond the sequence.
  CHECK(bench.dparams[0] == std::vector<double>{6, 8, 10, 12, 0, 0});
}

TEST_CASE("sinusoidal positions are sines and cosines", "[layer][positions]") {
  const Part part("positions", {{"base", 100.0}});
  LayerBench<double> bench(part, {2, 50, 5});
  bench.forward();  // of zeros
  CHECK(bench.plan().n_params == 0);
  for (int t = 0; t < 50; ++t)
    for (int d = 0; d < 5; ++d) {
      CAPTURE(t, d);
      const double angle = t / std::pow(100.0, (d / 2 * 2) / 5.0);
      const double wave = d % 2 == 0 ? std::sin(angle) : std::cos(angle);
      const auto i = static_cast<std::size_t>(t * 5 + d);
      CHECK(bench.y[i] == Approx(wave).margin(1e-14));
      CHECK(bench.y[250 + i] == bench.y[i]);
    }
}

TEST_CASE("positions' backward matches finite differences",
          "[layer][positions][gradient]") {
  const auto [rows, time, dim, learned] = GENERATE(table<int, int, int, int>(
      {{1, 1, 1, 1}, {3, 4, 5, 4}, {2, 7, 3, 9}, {2, 3, 4, 0}}));
  CAPTURE(rows, time, dim, learned);
  const Part part("positions", {{"learned", learned}});
  LayerBench<double> bench(part, {rows, time, dim});
  fill(bench);
  bench.forward();
  bench.backward();
  const auto dx = bench.dx;
  const auto dparams = bench.dparams;
  const auto L = [&] {
    bench.forward();
    return dot(bench.dy, bench.y);
  };
  CHECK(gradient_error(bench.x, dx, L) < 1e-9);
  if (learned > 0) CHECK(gradient_error(bench.params[0], dparams[0], L) < 1e-9);
}

TEST_CASE("positions finish each element of y and dx once", "[layer][positions]") {
  const Part part("positions", {{"learned", 40}});
  LayerBench<double> plain(part, {30, 40, 50}), counted(part, {30, 40, 50});
  fill(plain), fill(counted);
  counted.count_finishes = true;
  for (auto* bench : {&plain, &counted}) bench->forward(), bench->backward();
  CHECK(plain.plan().tasks[BACKPLANE_PHASE_FORWARD] > 1);
  for (double& y : plain.y) y += 1;
  for (double& dx : plain.dx) dx += 1;
  CHECK(same_bits(counted.y, plain.y));
  CHECK(same_bits(counted.dx, plain.dx));
}

TEST_CASE("positions add to their gradient when asked", "[layer][positions]") {
  const Part part("positions", {{"learned", 6}});
  LayerBench<double> bench(part, {5, 4, 3});
  fill(bench);
  bench.backward();
  const auto once = bench.dparams[0];
  bench.flags = BACKPLANE_RUN_ACCUMULATE;
  bench.backward();
  for (std::size_t i = 0; i < once.size(); ++i)
    CHECK(bench.dparams[0][i] == Approx(2 * once[i]).margin(1e-15));
}

TEST_CASE("positions give the same bits in any order of tasks and on any path",
          "[layer][positions]") {
  const int learned = GENERATE(0, 64);
  const Part plain("positions", {{"learned", learned}});
  const Part fast("positions", {{"learned", learned}}, backplane::detected_isa());
  LayerBench<double> one(plain, {20, 64, 33}), two(fast, {20, 64, 33});
  fill(one), fill(two);
  two.backwards = true;
  for (auto* bench : {&one, &two}) bench->forward(), bench->backward();
  CHECK(one.plan().tasks[BACKPLANE_PHASE_FORWARD] > 1);
  CHECK(same_bits(one.y, two.y));
  CHECK(same_bits(one.dx, two.dx));
  if (learned == 0) return;
  CHECK(same_bits(one.dparams[0], two.dparams[0]));
  for (std::size_t i = 0; i < 64 * 33; ++i) {
    double sum = 0;
    for (std::size_t b = 0; b < 20; ++b) sum += one.dy[b * 64 * 33 + i];
    CHECK(one.dparams[0][i] == sum);
  }
}

TEST_CASE("positions start as PyTorch's embedding", "[layer][positions]") {
  const Part part("positions", {{"learned", 128}});
  const LayerBench<float> bench(part, {2, 64, 16});
  CHECK(std::string(bench.param(0).name) == "weight");
  CHECK(bench.param(0).shape.dim[0] == 128);
  CHECK(std::string(bench.param(0).init) == "normal");
}

TEST_CASE("positions refuse what has no time, or too much of it",
          "[layer][positions][error]") {
  const Part part("positions", {{"learned", 8}});
  CHECK(message(part, {2, 9, 4}) ==
        "'positions' has a table of 8 positions, but gets 9 time steps");
  CHECK(message(part, {2, 4}) == "'positions' works on [time, features], but gets 4");
  CHECK(message(part, {2, 8, 4}) == "nothing");
}
