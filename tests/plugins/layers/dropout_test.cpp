// dropout: its share, its scale, the same mask in both directions and in any batch.
#include <catch2/catch.hpp>
#include <cmath>

#include "support/gradient_check.hpp"
#include "support/layer_run.hpp"

using namespace backplane::test;

TEST_CASE("dropout zeroes a share p and scales the rest", "[layer][dropout]") {
  const Part dropout("dropout", {{"p", 0.3}});
  LayerBench<double> bench(dropout, {100, 7, 50});
  bench.x.assign(bench.x.size(), 1);
  bench.forward();
  double zeros = 0;
  for (const double y : bench.y) {
    zeros += y == 0 ? 1 : 0;
    CHECK((y == 0 || y == 1 / 0.7));
  }
  CHECK(zeros / 35000 == Approx(0.3).margin(0.01));
}

TEST_CASE("dropout's backward takes the same mask", "[layer][dropout][gradient]") {
  const Part dropout("dropout", {{"p", 0.5}});
  LayerBench<double> bench(dropout, {40, 33});
  bench.x = filled(bench.x.size(), 1, 1, 2);
  bench.dy = filled(bench.dy.size(), 2);
  bench.forward();
  bench.backward();
  for (std::size_t i = 0; i < bench.y.size(); ++i)
    CHECK(bench.dx[i] == (bench.y[i] == 0 ? 0 : 2 * bench.dy[i]));
  CHECK(bench.plan().n_saved == 0);
}

TEST_CASE("a sample's mask is that of its number, step and seed", "[layer][dropout]") {
  const Part dropout("dropout");
  LayerBench<float> whole(dropout, {600, 50}), tail(dropout, {200, 50});
  whole.x.assign(whole.x.size(), 1);
  tail.x.assign(tail.x.size(), 1);
  tail.first_sample = 400;
  whole.forward(), tail.forward();
  CHECK(tail.y == std::vector<float>(whole.y.begin() + 400 * 50, whole.y.end()));
  const auto before = tail.y;
  tail.step = 2;
  tail.forward();
  CHECK(tail.y != before);
  tail.step = 1, tail.seed = 2;
  tail.forward();
  CHECK(tail.y != before);
}

TEST_CASE("dropout does nothing in evaluation or with p = 0", "[layer][dropout]") {
  const double p = GENERATE(0.0, 0.5);
  const Part dropout("dropout", {{"p", p}});
  LayerBench<double> bench(dropout, {4, 5}, p == 0.0);
  bench.x = filled(20, 1);
  bench.count_finishes = true;
  bench.forward();
  for (std::size_t i = 0; i < 20; ++i) CHECK(bench.y[i] == bench.x[i] + 1);
}

TEST_CASE("dropout's p is below 1", "[layer][dropout][error]") {
  const backplane_param& p = *built_in("dropout").params[0];
  CHECK(p.max.v.f == 1);
  CHECK((p.flags & BACKPLANE_PF_MAX_EXCL) != 0);
  CHECK((p.flags & BACKPLANE_PF_MIN_EXCL) == 0);
}
