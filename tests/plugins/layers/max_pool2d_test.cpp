// max_pool2d: by hand, ties, NaN, rows of -inf, large windows and what it refuses.
#include <catch2/catch.hpp>
#include <cmath>

#include "support/layer_checks.hpp"

using namespace backplane::test;
using Ints = std::vector<std::int64_t>;

TEST_CASE("max_pool2d takes the largest of each window and gives it the gradient",
          "[layer][max_pool2d]") {
  const Part pool("max_pool2d", {{"kernel", Ints{2}}});
  LayerBench<double> bench(pool, {1, 1, 4, 5});
  bench.x = {1, 2, 9, 4, 0, 5, 3, 1, 1, 0, -1, -2, 0, 0, 0, -3, -4, 0, 0, 0};
  bench.dy = {1, 2, 3, 4};
  bench.forward();
  bench.backward();
  CHECK(bench.y == std::vector<double>{5, 9, -1, 0});
  // The first of several that are largest has it all.
  CHECK(bench.dx == std::vector<double>{0, 0, 2, 0, 0, 1, 0, 0, 0, 0,
                                        3, 0, 4, 0, 0, 0, 0, 0, 0, 0});
}

TEST_CASE("windows that overlap add their gradients up", "[layer][max_pool2d]") {
  const Part pool("max_pool2d", {{"kernel", Ints{2}}, {"stride", Ints{1}}});
  LayerBench<double> bench(pool, {1, 1, 2, 3});
  bench.x = {0, 7, 0, 0, 0, 0};
  bench.dy = {1, 10};
  bench.forward(), bench.backward();
  CHECK(bench.dx == std::vector<double>{0, 11, 0, 0, 0, 0});
}

TEMPLATE_TEST_CASE("NaN is the largest, and -inf has a place too",
                   "[layer][max_pool2d]", float, double) {
  const Part pool("max_pool2d", {{"kernel", Ints{1, 3}}, {"padding", Ints{0, 1}}});
  LayerBench<TestType> bench(pool, {1, 1, 1, 4});
  const auto inf = std::numeric_limits<TestType>::infinity();
  bench.x = {NAN, 5, -inf, -inf};
  bench.dy = {1, 2};
  bench.forward(), bench.backward();
  CHECK(std::isnan(bench.y[0]));
  CHECK(bench.y[1] == -inf);
  CHECK(bench.dx == std::vector<TestType>{1, 0, 2, 0});
}

TEST_CASE("max_pool2d of windows with more than 256 taps", "[layer][max_pool2d]") {
  const Part pool("max_pool2d", {{"kernel", Ints{20}}, {"stride", Ints{3}}});
  LayerBench<double> bench(pool, {2, 3, 26, 29});
  CHECK(worst_gradient(bench) < 1e-9);
}

TEST_CASE("max_pool2d saves a byte an output, and nothing in evaluation",
          "[layer][max_pool2d]") {
  const Part pool("max_pool2d", {{"kernel", Ints{2}}});
  CHECK(LayerBench<float>(pool, {8, 3, 6, 6}).saved[0].shape.dtype == BACKPLANE_DT_U8);
  CHECK(LayerBench<float>(pool, {8, 3, 6, 6}, false).plan().n_saved == 0);
}

TEST_CASE("max_pool2d says what is wrong, with both numbers",
          "[layer][max_pool2d][error]") {
  const Part pool("max_pool2d", {{"kernel", Ints{4}}});
  CHECK(refusal(pool, {2, 3, 3, 9}) ==
        "needs a window of 4×4, larger than the padded input of 3×9");
  CHECK(refusal(pool, {2, 27}) ==
        "'max_pool2d' works on images, channels × height × width, but gets 27");
  CHECK(validate(built_in("max_pool2d"), {{"kernel", Ints{3}}, {"padding", Ints{2}}})
            .message == "pads by 2, more than half of a window of 3");
}
