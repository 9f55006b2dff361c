// permute: by hand, with and without the batch, gradients, and what it refuses.
#include <catch2/catch.hpp>

#include "support/layer_graph_checks.hpp"

using namespace backplane::test;

using Axes = std::vector<std::int64_t>;

TEST_CASE("permute transposes", "[layer][permute]") {
  const Part permute("permute", {{"axes", Axes{2, 1}}});
  GraphBench<double> bench(permute, {{2, 2, 3}});
  bench.x = {{1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12}};
  bench.dy = bench.x[0];
  bench.forward();
  bench.backward();
  CHECK(bench.out() == Dims{2, 3, 2});
  CHECK(bench.y == std::vector<double>{1, 4, 2, 5, 3, 6, 7, 10, 8, 11, 9, 12});
  CHECK(bench.dx[0] == std::vector<double>{1, 3, 5, 2, 4, 6, 7, 9, 11, 8, 10, 12});
}

TEST_CASE("permute counts axes as PyTorch does", "[layer][permute]") {
  for (const auto& axes : {Axes{3, 1, 2}, {0, 3, 1, 2}, {-1, -3, -2}}) {
    const Part permute("permute", {{"axes", axes}});
    GraphBench<double> bench(permute, {{1, 2, 1, 3}});
    bench.x = {{1, 2, 3, 4, 5, 6}};
    bench.forward();
    CHECK(bench.out() == Dims{1, 3, 2, 1});
    CHECK(bench.y == std::vector<double>{1, 4, 2, 5, 3, 6});
  }
}

TEST_CASE("permute's backward matches finite differences",
          "[layer][permute][gradient]") {
  const auto axes = GENERATE(Axes{1, 2, 3}, Axes{3, 2, 1}, Axes{2, 3, 1});
  const auto dims = GENERATE(Dims{1, 1, 1, 1}, Dims{3, 2, 4, 5}, Dims{2, 1, 3, 1});
  check_layer("permute", {{"axes", axes}}, {dims});
}

TEST_CASE("permute works on many samples", "[layer][permute]") {
  const Settings settings{{"axes", Axes{2, 1}}};
  check_bits<float>("permute", settings, {{130, 30, 40}});
  check_finishes(Part("permute", settings), {{130, 30, 40}});
}

TEST_CASE("permute names each axis once", "[layer][permute][error]") {
  const auto refused = [](const Axes& axes) {
    return refusal(Part("permute", {{"axes", axes}}), {{2, 3, 4}});
  };
  const std::string expected =
      "'permute' names each of the axes 1 to 2 of 3×4 once, but is told ";
  CHECK(refused({1, 1}) == expected + "[1, 1]");
  CHECK(refused({1}) == expected + "[1]");
  CHECK(refused({1, 2, 3}) ==
        "'permute' works along axis 3, but gets 3×4, which has the axes 1 to 2");
  CHECK(refused({}) == expected + "[]");
  CHECK(refused({2, 5}) ==
        "'permute' works along axis 5, but gets 3×4, which has the axes 1 to 2");
  CHECK(refused({2, 0}) == "'permute' cannot work along axis 0, which is the batch");
}
