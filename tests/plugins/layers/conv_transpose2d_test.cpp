// conv_transpose2d and conv1d: by hand, as the adjoint of conv2d, and what they refuse.
#include <catch2/catch.hpp>
#include <cmath>

#include "support/layer_checks.hpp"

using namespace backplane::test;
using Ints = std::vector<std::int64_t>;
using Doubles = std::vector<double>;

TEST_CASE("conv_transpose2d adds a weighted window for each pixel",
          "[layer][conv_transpose2d]") {
  const Part conv("conv_transpose2d",
                  {{"filters", 1}, {"kernel", Ints{1, 2}}, {"stride", Ints{1, 1}}});
  LayerBench<double> bench(conv, {1, 1, 1, 2});
  bench.x = {1, 10};
  bench.params = {{2, 3}, {0.5}};
  bench.dy = {1, 0, 5};
  bench.forward(), bench.backward();
  CHECK(bench.y == Doubles{2.5, 23.5, 30.5});
  CHECK(bench.dx == Doubles{2, 15});
  CHECK(bench.dparams[0] == Doubles{1, 50});
  CHECK(bench.dparams[1] == Doubles{6});
}

TEST_CASE("conv_transpose2d is the way back of conv2d", "[layer][conv_transpose2d]") {
  const Settings window{{"kernel", Ints{3}}, {"stride", Ints{2}}, {"padding", Ints{1}}};
  Settings down = window, up = window;
  down["filters"] = 4, up["filters"] = 3;
  down["bias"] = up["bias"] = false;
  const Part conv("conv2d", down), transposed("conv_transpose2d", up);
  LayerBench<double> there(conv, {2, 3, 7, 9}), back(transposed, {2, 4, 4, 5});
  fill(there);
  there.forward(), there.backward();
  back.x = there.dy, back.params = there.params;
  back.forward();
  REQUIRE(back.y.size() == there.dx.size());
  for (std::size_t i = 0; i < back.y.size(); ++i)
    CHECK(back.y[i] == Approx(there.dx[i]).epsilon(1e-13).margin(1e-13));
}

TEST_CASE("conv1d is a weighted sum of each window", "[layer][conv1d]") {
  const Part conv("conv1d", {{"filters", 1}, {"kernel", Ints{2}}});
  LayerBench<double> bench(conv, {1, 2, 3});
  bench.x = {1, 2, 3, 10, 20, 30};
  bench.params = {{1, 2, 3, 4}, {1}};
  bench.dy = {1, 10};
  bench.forward(), bench.backward();
  CHECK(bench.y == Doubles{1 + 4 + 30 + 80 + 1, 2 + 6 + 60 + 120 + 1});
  CHECK(bench.dx == Doubles{1, 12, 20, 3, 34, 40});
  CHECK(bench.dparams[0] == Doubles{21, 32, 210, 320});
}

TEST_CASE("convolutions say what is wrong, with both numbers",
          "[layer][conv1d][conv_transpose2d][error]") {
  CHECK(refusal(Part("conv1d", {{"filters", 1}, {"kernel", Ints{5}}}), {1, 2, 4}) ==
        "needs a window of 5, larger than the padded input of 4");
  CHECK(refusal(Part("conv1d", {{"filters", 1}}), {1, 2, 4, 4}) ==
        "'conv1d' works on [channels, length], but gets 2×4×4");
  const Part cut("conv_transpose2d", {{"filters", 1}, {"padding", Ints{3}}});
  CHECK(refusal(cut, {1, 2, 4, 4}) == "would give an image of 0×0");
  const Part grouped("conv_transpose2d", {{"filters", 2}, {"groups", 2}});
  CHECK(refusal(grouped, {1, 3, 4, 4}) ==
        "3 channels cannot be split into 2 groups of one size");
  CHECK(validate(built_in("conv_transpose2d"),
                 {{"filters", 1}, {"output_padding", Ints{2}}})
            .message == "adds 2 to the output, not less than the stride of 1");
}
