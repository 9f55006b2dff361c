// multiply: by hand, as a gate, gradients, zeros, and what it refuses.
#include <catch2/catch.hpp>

#include "support/layer_graph_checks.hpp"

using namespace backplane::test;

TEST_CASE("multiply multiplies its inputs", "[layer][multiply]") {
  const Part multiply("multiply");
  GraphBench<double> bench(multiply, {{1, 2}, {1, 2}, {1, 2}});
  bench.x = {{1, 2}, {3, 4}, {5, 6}};
  bench.dy = {1, 10};
  bench.forward();
  bench.backward();
  CHECK(bench.y == std::vector<double>{15, 48});
  CHECK(bench.dx[0] == std::vector<double>{15, 240});
  CHECK(bench.dx[1] == std::vector<double>{5, 120});
  CHECK(bench.dx[2] == std::vector<double>{3, 80});
}

TEST_CASE("multiply scales whole planes by a gate", "[layer][multiply]") {
  const Part multiply("multiply");
  GraphBench<double> bench(multiply, {{1, 2, 2, 2}, {1, 2, 1, 1}});
  bench.x = {{1, 2, 3, 4, 5, 6, 7, 8}, {10, 100}};
  bench.dy = {1, 1, 1, 1, 2, 2, 2, 2};
  bench.forward();
  bench.backward();
  CHECK(bench.y == std::vector<double>{10, 20, 30, 40, 500, 600, 700, 800});
  CHECK(bench.dx[0] == std::vector<double>{10, 10, 10, 10, 200, 200, 200, 200});
  CHECK(bench.dx[1] == std::vector<double>{10, 52});
}

TEST_CASE("multiply's backward matches finite differences",
          "[layer][multiply][gradient]") {
  const auto dims = GENERATE(
      std::vector<Dims>{{1, 1}, {1, 1}}, std::vector<Dims>{{6}, {6}},
      std::vector<Dims>{{3, 4}, {3, 4}, {3, 1}, {3, 4}},
      std::vector<Dims>{{2, 3, 4, 5}, {2, 3, 1, 1}, {2, 1, 4, 1}},
      std::vector<Dims>{{1, 7}, {1, 7}, {1, 7}, {1, 7}, {1, 7}, {1, 7}, {1, 7}, {1, 7}},
      std::vector<Dims>{{2, 300}, {2, 300}}, std::vector<Dims>{{2, 300, 1}, {2, 1, 2}});
  check_layer("multiply", {}, dims);
}

TEST_CASE("multiply's gradient lives where an input is zero", "[layer][multiply]") {
  const Part multiply("multiply");
  GraphBench<double> bench(multiply, {{1, 2}, {1, 2}});
  bench.x = {{0, 2}, {3, 0}};
  bench.dy = {1, 1};
  bench.forward(), bench.backward();
  CHECK(bench.y == std::vector<double>{0, 0});
  CHECK(bench.dx[0] == std::vector<double>{3, 0});
  CHECK(bench.dx[1] == std::vector<double>{0, 2});
}

TEST_CASE("multiply names the shapes that do not fit", "[layer][multiply][error]") {
  const Part multiply("multiply");
  CHECK(refusal(multiply, {{2, 8, 4, 4}, {2, 8}}) ==
        "'multiply' takes inputs of one shape, where an axis may be 1 to be repeated, "
        "but gets 8×4×4 and 8");
}
