// layernorm, rmsnorm, groupnorm, instancenorm: by hand, far means, rows that do not
// vary, and what they refuse.
#include <catch2/catch.hpp>
#include <cmath>

#include "support/layer_checks.hpp"

using namespace backplane::test;

TEST_CASE("layernorm makes each row's mean 0 and variance 1", "[layer][layernorm]") {
  const Part norm("layernorm", {{"eps", 1e-12}});
  LayerBench<double> bench(norm, {2, 4});
  bench.x = {1, 3, 5, 7, 0, 0, 2, 2};  // means 4, 1; variances 5, 1
  bench.params = {{1, 1, 1, 2}, {0, 0, 0, 10}};
  bench.dy = {1, 0, 0, 0, 0, 0, 0, 1};
  bench.forward(), bench.backward();
  const double r = 1 / std::sqrt(5.0);
  const std::vector<double> y{-3 * r, -r, r, 6 * r + 10, -1, -1, 1, 12};
  for (std::size_t i = 0; i < 8; ++i) CHECK(bench.y[i] == Approx(y[i]));
  CHECK(bench.dparams[0][0] == Approx(-3 * r));
  CHECK(bench.dparams[0][3] == Approx(1));
  CHECK(bench.dparams[1] == std::vector<double>{1, 0, 0, 1});
  CHECK(bench.dx[0] == Approx(r * (1 - 0.25 - 9 * r * r / 4)));
}

TEST_CASE("rmsnorm makes each row's root mean square 1", "[layer][rmsnorm]") {
  const Part norm("rmsnorm", {{"eps", 1e-12}});
  LayerBench<double> bench(norm, {1, 2});
  bench.x = {3, 4};  // mean square 12.5
  bench.params = {{1, 2}};
  bench.dy = {1, 0};
  bench.forward(), bench.backward();
  const double r = 1 / std::sqrt(12.5);
  CHECK(bench.y[0] == Approx(3 * r));
  CHECK(bench.y[1] == Approx(8 * r));
  CHECK(bench.dx[0] == Approx(r * (1 - 9 / 25.0)));
  CHECK(bench.dx[1] == Approx(r * (-12 / 25.0)));
}

TEST_CASE("groupnorm takes channels together, instancenorm each by itself",
          "[layer][groupnorm][instancenorm]") {
  const Part group("groupnorm", {{"groups", 1}, {"affine", false}, {"eps", 1e-12}});
  const Part instance("instancenorm", {{"eps", 1e-12}});
  LayerBench<double> one(group, {1, 2, 2}), two(instance, {1, 2, 2});
  one.x = two.x = {0, 0, 2, 4};
  one.forward(), two.forward();
  const double r = 1 / std::sqrt(2.75);  // mean 1.5
  CHECK(one.y[0] == Approx(-1.5 * r));
  CHECK(one.y[3] == Approx(2.5 * r));
  CHECK(two.y[0] == 0);
  CHECK(two.y[2] == Approx(-1));
  CHECK(two.y[3] == Approx(1));
}

TEMPLATE_TEST_CASE("rows far from 0, and rows that do not vary", "[layer][layernorm]",
                   float, double) {
  const Part norm("layernorm", {{"affine", false}, {"eps", 1e-10}});
  LayerBench<TestType> bench(norm, {2, 4});
  bench.x = {4097, 4095, 4097, 4095, 7, 7, 7, 7};
  bench.dy.assign(8, 1);
  bench.forward(), bench.backward();
  for (std::size_t i = 0; i < 4; ++i)
    CHECK(bench.y[i] == Approx(i % 2 == 0 ? 1 : -1).epsilon(1e-4));
  for (std::size_t i = 4; i < 8; ++i) CHECK(bench.y[i] == 0);
  for (const auto dx : bench.dx) CHECK(dx == Approx(0).margin(1e-6));
}

TEST_CASE("weights are counted by what they scale", "[layer][groupnorm]") {
  const Part group("groupnorm", {{"groups", 2}});
  CHECK(LayerBench<float>(group, {3, 6, 5, 5}).param(0).shape.dim[0] == 6);
  const Part rows("layernorm", {{"axes", 2}});
  const LayerBench<float> bench(rows, {3, 6, 5});
  CHECK(bench.param(0).shape.rank == 2);
  CHECK((bench.param(0).flags & BACKPLANE_TF_NO_DECAY) != 0);
}

TEST_CASE("normalizations say what is wrong, with both numbers",
          "[layer][layernorm][groupnorm][instancenorm][error]") {
  CHECK(refusal(Part("groupnorm", {{"groups", 4}}), {2, 6, 3}) ==
        "gets 6 channels, which cannot be split into 4 groups of one size");
  CHECK(refusal(Part("layernorm", {{"axes", 3}}), {2, 6, 3}) ==
        "normalizes over 3 axes, but a sample is only 6×3");
  CHECK(refusal(Part("instancenorm"), {2, 6, 1}) ==
        "needs more than one number a channel to know their variance, but gets 6×1");
  CHECK(refusal(Part("instancenorm"), {2, 6}) ==
        "'instancenorm' works on [channels, length] or images, but gets 6");
}
