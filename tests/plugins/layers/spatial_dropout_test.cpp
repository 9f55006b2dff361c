// spatial_dropout: whole channels, the same ones on the way back, none in evaluation.
#include <catch2/catch.hpp>

#include "support/layer_checks.hpp"

using namespace backplane::test;

TEST_CASE("spatial_dropout zeroes whole channels and scales the rest",
          "[layer][spatial_dropout]") {
  const Part dropout("spatial_dropout", {{"p", 0.25}});
  LayerBench<double> bench(dropout, {200, 16, 3, 3});
  bench.x.assign(bench.x.size(), 1);
  bench.dy.assign(bench.dy.size(), 3);
  bench.forward(), bench.backward();
  double dropped = 0;
  for (std::size_t c = 0; c < 200 * 16; ++c) {
    const double y = bench.y[c * 9];
    CHECK((y == 0 || y == 1 / 0.75));
    dropped += y == 0 ? 1 : 0;
    for (std::size_t i = 0; i < 9; ++i) {
      CHECK(bench.y[c * 9 + i] == y);
      CHECK(bench.dx[c * 9 + i] == 3 * y);
    }
  }
  CHECK(dropped / 3200 == Approx(0.25).margin(0.02));
  bench.evaluate = true;
  bench.forward();
  CHECK(bench.y == bench.x);
}

TEST_CASE("spatial_dropout says what is wrong", "[layer][spatial_dropout][error]") {
  CHECK(refusal(Part("spatial_dropout"), {2, 9}) ==
        "'spatial_dropout' works on channels that have an extent, but gets 9");
}
