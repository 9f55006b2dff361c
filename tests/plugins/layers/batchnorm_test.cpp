// batchnorm: by hand, running statistics, evaluation, large means and what it refuses.
#include <catch2/catch.hpp>
#include <cmath>

#include "support/layer_checks.hpp"

using namespace backplane::test;

TEST_CASE("batchnorm makes a channel's mean 0 and its variance 1",
          "[layer][batchnorm]") {
  const Part norm("batchnorm", {{"eps", 1e-12}});
  LayerBench<double> bench(norm, {4, 1});
  bench.x = {1, 3, 5, 7};  // mean 4, variance 5
  bench.params = {{2}, {10}};
  bench.dy = {1, 0, 0, 0};
  bench.forward(), bench.backward();
  const double r = 1 / std::sqrt(5.0);
  const std::vector<double> y{10 - 6 * r, 10 - 2 * r, 10 + 2 * r, 10 + 6 * r};
  for (std::size_t i = 0; i < 4; ++i) CHECK(bench.y[i] == Approx(y[i]));
  CHECK(bench.dparams[0][0] == Approx(-3 * r));
  CHECK(bench.dparams[1][0] == Approx(1));
  // weight r (dy - 1/4 - xhat (sum dy xhat) / 4)
  CHECK(bench.dx[0] == Approx(2 * r * (1 - 0.25 - 9 * r * r / 4)));
  CHECK(bench.dx[3] == Approx(2 * r * (-0.25 + 9 * r * r / 4)));
}

TEST_CASE("running statistics move towards the batch's, the variance unbiased",
          "[layer][batchnorm]") {
  const Part norm("batchnorm", {{"momentum", 0.25}});
  LayerBench<double> bench(norm, {4, 1});
  bench.x = {1, 3, 5, 7};
  bench.params = {{1}, {0}};
  bench.buffers.set<double>(0, {8});
  bench.buffers.set<double>(1, {1});
  bench.forward();
  CHECK(bench.buffers.at<double>(0)[0] == Approx(0.75 * 8 + 0.25 * 4));
  CHECK(bench.buffers.at<double>(1)[0] == Approx(0.75 * 1 + 0.25 * 20 / 3));
}

TEST_CASE("in evaluation the running statistics serve and stay", "[layer][batchnorm]") {
  const Part norm("batchnorm", {{"affine", false}});
  LayerBench<double> bench(norm, {2, 2}, false);
  bench.buffers.set<double>(0, {1, 2});
  bench.buffers.set<double>(1, {4, 9});
  bench.x = {3, 8, 1, 2};
  bench.forward();
  CHECK(bench.y[0] == Approx(1).epsilon(1e-4));
  CHECK(bench.y[1] == Approx(2).epsilon(1e-4));
  CHECK(bench.y[2] == 0);
  CHECK(bench.buffers.values<double>(0) == std::vector<double>{1, 2});
}

TEST_CASE("gradients in evaluation take the running statistics for constants",
          "[layer][batchnorm][gradient]") {
  const Part norm("batchnorm");
  LayerBench<double> bench(norm, {3, 4, 2, 3});
  bench.evaluate = true;
  CHECK(worst_gradient(bench) < 1e-9);
}

TEMPLATE_TEST_CASE("a variance survives a mean that is far from 0",
                   "[layer][batchnorm]", float, double) {
  const Part norm("batchnorm", {{"eps", 1e-10}});
  LayerBench<TestType> bench(norm, {2, 3, 4});
  for (std::size_t i = 0; i < bench.x.size(); ++i)
    bench.x[i] = TestType(4096 + (i % 2 == 0 ? 1 : -1));
  bench.params = {{1, 1, 1}, {0, 0, 0}};
  bench.forward();
  for (std::size_t i = 0; i < bench.y.size(); ++i)
    CHECK(std::abs(bench.y[i]) == Approx(1).epsilon(1e-3));
}

TEST_CASE("a channel that does not vary becomes its bias", "[layer][batchnorm]") {
  const Part norm("batchnorm");
  LayerBench<float> bench(norm, {5, 2});
  bench.x.assign(10, 3);
  bench.params = {{2, 2}, {7, 8}};
  bench.dy.assign(10, 1);
  bench.forward(), bench.backward();
  for (std::size_t i = 0; i < 10; ++i) CHECK(bench.y[i] == Approx(i % 2 == 0 ? 7 : 8));
  for (const float dx : bench.dx) CHECK(dx == 0);
}

TEST_CASE("batchnorm says what is wrong", "[layer][batchnorm][error]") {
  const Part norm("batchnorm");
  CHECK(refusal(norm, {1, 5}) ==
        "needs more than one number a channel to know their variance, and a batch of 1 "
        "gives one");
  CHECK(refusal(norm, {1, 5, 2}) == "nothing");
  CHECK(refusal(norm, {2, 3, 4, 5, 6}) ==
        "'batchnorm' works on [features], [channels, length] or images, but gets "
        "3×4×5×6");
}
