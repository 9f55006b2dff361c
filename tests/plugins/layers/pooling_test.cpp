// avg_pool2d, global pools, adaptive_avgpool2d and upsample: by hand, and what they
// refuse.
#include <catch2/catch.hpp>
#include <cmath>

#include "support/layer_checks.hpp"

using namespace backplane::test;
using Ints = std::vector<std::int64_t>;
using Doubles = std::vector<double>;

TEST_CASE("avg_pool2d is the mean of each window", "[layer][avg_pool2d]") {
  const Part pool("avg_pool2d", {{"kernel", Ints{2}}});
  LayerBench<double> bench(pool, {1, 1, 2, 4});
  bench.x = {1, 2, 5, 6, 3, 4, 7, 8};
  bench.dy = {4, 8};
  bench.forward(), bench.backward();
  CHECK(bench.y == Doubles{2.5, 6.5});
  CHECK(bench.dx == Doubles{1, 1, 2, 2, 1, 1, 2, 2});
}

TEST_CASE("padding counts in a mean unless it is told not to", "[layer][avg_pool2d]") {
  for (const bool counts : {true, false}) {
    const Part pool(
        "avg_pool2d",
        {{"kernel", Ints{2}}, {"padding", Ints{1}}, {"count_include_pad", counts}});
    LayerBench<double> bench(pool, {1, 1, 2, 2});
    bench.x = {4, 8, 12, 16};
    bench.forward();
    CHECK(bench.y == (counts ? Doubles{1, 2, 3, 4} : Doubles{4, 8, 12, 16}));
  }
}

TEST_CASE("global pools leave one number a channel",
          "[layer][global_avgpool][global_maxpool]") {
  const Part mean("global_avgpool"), max("global_maxpool");
  LayerBench<double> a(mean, {1, 2, 1, 3}), b(max, {1, 2, 1, 3});
  a.x = b.x = {1, 2, 6, -5, -1, -1};
  a.dy = b.dy = {3, 30};
  for (auto* bench : {&a, &b}) bench->forward(), bench->backward();
  CHECK(a.out().rank == 2);
  CHECK(a.y == Doubles{3, -7.0 / 3});
  CHECK(a.dx == Doubles{1, 1, 1, 10, 10, 10});
  CHECK(b.y == Doubles{6, -1});
  CHECK(b.dx == Doubles{0, 0, 3, 0, 30, 0});
  b.x[1] = NAN;
  b.forward();
  CHECK(std::isnan(b.y[0]));
}

TEST_CASE("adaptive_avgpool2d lays its windows to the size",
          "[layer][adaptive_avgpool2d]") {
  const Part pool("adaptive_avgpool2d", {{"size", Ints{1, 2}}});
  LayerBench<double> bench(pool, {1, 1, 1, 3});  // windows of columns 0-1 and 1-2
  bench.x = {1, 3, 7};
  bench.dy = {2, 4};
  bench.forward(), bench.backward();
  CHECK(bench.y == Doubles{2, 5});
  CHECK(bench.dx == Doubles{1, 3, 2});
}

TEST_CASE("upsample repeats pixels, or goes between them", "[layer][upsample]") {
  const Part nearest("upsample", {{"scale", Ints{1, 2}}});
  LayerBench<double> bench(nearest, {1, 1, 1, 2});
  bench.x = {1, 5};
  bench.dy = {1, 2, 3, 4};
  bench.forward(), bench.backward();
  CHECK(bench.y == Doubles{1, 1, 5, 5});
  CHECK(bench.dx == Doubles{3, 7});
  const Part between("upsample",
                     {{"scale", Ints{1, 2}}, {"mode", std::string("bilinear")}});
  LayerBench<double> smooth(between, {1, 1, 1, 2});
  smooth.x = {1, 5};
  smooth.forward();
  CHECK(smooth.y == Doubles{1, 2, 4, 5});
}

TEST_CASE("pools say what is wrong, with both numbers", "[layer][avg_pool2d][error]") {
  CHECK(refusal(Part("avg_pool2d", {{"kernel", Ints{5}}}), {1, 1, 4, 9}) ==
        "needs a window of 5×5, larger than the padded input of 4×9");
  CHECK(refusal(Part("global_avgpool"), {2, 9}) ==
        "'global_avgpool' works on images, channels × height × width, but gets 9");
  CHECK(validate(built_in("avg_pool2d"), {{"kernel", Ints{3}}, {"padding", Ints{2}}})
            .message == "pads by 2, more than half of a window of 3");
  CHECK(validate(built_in("upsample"), {{"align_corners", true}, {"scale", Ints{2}}})
            .message == "'align_corners' needs 'mode: bilinear'");
  CHECK(validate(built_in("upsample"), {}).message == "takes either 'scale' or 'size'");
}
