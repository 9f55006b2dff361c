// dense: by hand, gradients, tiles, accumulation, finishes and shapes it refuses.
#include <catch2/catch.hpp>
#include <cmath>

#include "math/isa.hpp"
#include "support/every_part.hpp"
#include "support/gradient_check.hpp"
#include "support/layer_run.hpp"

using namespace backplane::test;

namespace {

const std::string& message(const Part& part, std::initializer_list<std::int64_t> dims) {
  static std::string text;
  text = "nothing";
  try {
    const LayerBench<double> bench(part, dims);
  } catch (const std::exception& e) {
    text = e.what();
  }
  return text;
}

template <class T>
void fill(LayerBench<T>& bench) {
  bench.x = rounded<T>(filled(bench.x.size(), 1));
  bench.dy = rounded<T>(filled(bench.dy.size(), 2));
  for (auto& p : bench.params) p = rounded<T>(filled(p.size(), 3));
}

}  // namespace

TEST_CASE("dense is x W' + b", "[layer][dense]") {
  const Part dense("dense", {{"units", 2}});
  LayerBench<double> bench(dense, {1, 3});
  bench.x = {1, 2, 3};
  bench.params = {{1, 0, -1, 2, 2, 2}, {0.5, -1}};
  bench.dy = {1, 10};
  bench.forward();
  bench.backward();
  CHECK(bench.y == std::vector<double>{-1.5, 11});
  CHECK(bench.dx == std::vector<double>{21, 20, 19});
  CHECK(bench.dparams[0] == std::vector<double>{1, 2, 3, 10, 20, 30});
  CHECK(bench.dparams[1] == std::vector<double>{1, 10});
}

TEST_CASE("dense's backward matches finite differences", "[layer][dense][gradient]") {
  const auto [rows, time, I, O] = GENERATE(table<int, int, int, int>(
      {{1, 1, 1, 1}, {4, 1, 3, 2}, {5, 2, 8, 7}, {130, 1, 2, 3}, {2, 1, 5, 70}}));
  CAPTURE(rows, time, I, O);
  const Part dense("dense", {{"units", O}});
  LayerBench<double> bench(dense, {rows, time, I});
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
  CHECK(gradient_error(bench.params[0], dparams[0], L) < 1e-9);
  CHECK(gradient_error(bench.params[1], dparams[1], L) < 1e-9);
}

TEST_CASE("dense declares PyTorch's tensors and start", "[layer][dense]") {
  const Part dense("dense", {{"units", 300}});
  const LayerBench<float> bench(dense, {32, 784});
  REQUIRE(bench.plan().n_params == 2);
  CHECK(bench.out().dim[1] == 300);
  CHECK(std::string(bench.param(0).name) == "weight");
  CHECK(bench.param(0).shape.dim[0] == 300);
  CHECK(bench.param(0).shape.dim[1] == 784);
  CHECK(std::string(bench.param(1).name) == "bias");
  for (const std::size_t i : {0u, 1u}) {
    // lecun_uniform times its gain: within sqrt(3 / fan_in) gain = 1 / sqrt(fan_in).
    CHECK(std::string(bench.param(i).init) == "lecun_uniform");
    CHECK(bench.param(i).init_gain * std::sqrt(3.0) == Approx(1));
    CHECK(bench.param(i).fan_in == 784);
  }
  CHECK(bench.plan().multiply_adds == 32u * 784u * 300u);
  CHECK(bench.plan().tasks[BACKPLANE_PHASE_FORWARD] == 3);
  CHECK(bench.plan().tasks[BACKPLANE_PHASE_BACK_PARAMS] == 5);
  const Part bare("dense", {{"units", 64}, {"bias", false}});
  const LayerBench<float> two(bare, {32, 784});
  CHECK(two.plan().n_params == 1);
  CHECK(two.plan().tasks[BACKPLANE_PHASE_FORWARD] == 2);
}

TEST_CASE("dense finishes each element of y and dx once", "[layer][dense]") {
  const auto [rows, I, O] =
      GENERATE(table<int, int, int>({{1, 1, 1}, {257, 130, 65}, {33, 300, 200}}));
  CAPTURE(rows, I, O);
  const Part dense("dense", {{"units", O}});
  LayerBench<double> plain(dense, {rows, I}), counted(dense, {rows, I});
  fill(plain), fill(counted);
  counted.count_finishes = true;
  for (auto* bench : {&plain, &counted}) bench->forward(), bench->backward();
  for (double& y : plain.y) y += 1;
  for (double& dx : plain.dx) dx += 1;
  CHECK(same_bits(counted.y, plain.y));
  CHECK(same_bits(counted.dx, plain.dx));
}

TEST_CASE("dense adds to its gradients when asked", "[layer][dense]") {
  const Part dense("dense", {{"units", 70}});
  LayerBench<double> bench(dense, {9, 11});
  fill(bench);
  bench.backward();
  const auto once = bench.dparams;
  bench.flags = BACKPLANE_RUN_ACCUMULATE;
  bench.backward();
  for (std::size_t p = 0; p < once.size(); ++p)
    for (std::size_t i = 0; i < once[p].size(); ++i)
      CHECK(bench.dparams[p][i] == Approx(2 * once[p][i]).epsilon(1e-13).margin(1e-15));
}

TEMPLATE_TEST_CASE("dense gives the same bits in any order of tasks and on any path",
                   "[layer][dense]", float, double) {
  const Part dense("dense", {{"units", 150}});
  const Part fast("dense", {{"units", 150}}, backplane::detected_isa());
  LayerBench<TestType> one(dense, {150, 90}), two(fast, {150, 90});
  fill(one), fill(two);
  two.backwards = true;
  for (auto* bench : {&one, &two}) bench->forward(), bench->backward();
  CHECK(same_bits(one.y, two.y));
  CHECK(same_bits(one.dx, two.dx));
  CHECK(same_bits(one.dparams[0], two.dparams[0]));
  CHECK(same_bits(one.dparams[1], two.dparams[1]));
}

TEST_CASE("dense writes no dx where none is wanted", "[layer][dense]") {
  const Part dense("dense", {{"units", 3}});
  LayerBench<double> bench(dense, {2, 4});
  fill(bench);
  bench.want_dx = false;
  bench.backward();
  CHECK(bench.dx == std::vector<double>(8, -99));
}

TEST_CASE("dense names the shape it cannot take", "[layer][dense][error]") {
  const Part dense("dense", {{"units", 3}});
  CHECK(message(dense, {32, 1, 28, 28}) ==
        "'dense' works on [features] or [time, features], but gets an image of "
        "1×28×28: add 'flatten' before this layer");
  CHECK(message(dense, {32}).find("a single number") != std::string::npos);
  CHECK(message(dense, {32, 5}) == "nothing");
}
