// concat: by hand along each axis, gradients, and what it refuses.
#include <catch2/catch.hpp>

#include "support/layer_graph_checks.hpp"

using namespace backplane::test;

TEST_CASE("concat puts features side by side", "[layer][concat]") {
  const Part concat("concat");
  GraphBench<double> bench(concat, {{2, 2}, {2, 1}, {2, 3}});
  bench.x = {{1, 2, 3, 4}, {5, 6}, {7, 8, 9, 10, 11, 12}};
  bench.dy = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12};
  bench.forward();
  bench.backward();
  CHECK(bench.out() == Dims{2, 6});
  CHECK(bench.y == std::vector<double>{1, 2, 5, 7, 8, 9, 3, 4, 6, 10, 11, 12});
  CHECK(bench.dx[0] == std::vector<double>{1, 2, 7, 8});
  CHECK(bench.dx[1] == std::vector<double>{3, 9});
  CHECK(bench.dx[2] == std::vector<double>{4, 5, 6, 10, 11, 12});
}

TEST_CASE("concat joins images at their channels, others where it is told",
          "[layer][concat]") {
  const Part unsaid("concat"), first("concat", {{"axis", 1}}),
      last("concat", {{"axis", -1}});
  CHECK(GraphBench<double>(unsaid, {{1, 2, 4, 4}, {1, 3, 4, 4}}).out() ==
        Dims{1, 5, 4, 4});
  CHECK(GraphBench<double>(first, {{1, 2, 4}, {1, 3, 4}}).out() == Dims{1, 5, 4});
  GraphBench<double> bench(last, {{1, 2, 2}, {1, 2, 1}});
  bench.x = {{1, 2, 3, 4}, {5, 6}};
  bench.forward();
  CHECK(bench.out() == Dims{1, 2, 3});
  CHECK(bench.y == std::vector<double>{1, 2, 5, 3, 4, 6});
}

TEST_CASE("concat's backward matches finite differences", "[layer][concat][gradient]") {
  const auto axis = GENERATE(0, 1, -1);
  const auto dims = GENERATE(
      std::vector<Dims>{{1, 1}, {1, 1}}, std::vector<Dims>{{3, 4}, {3, 1}, {3, 2}},
      std::vector<Dims>{{2, 3, 4, 5}, {2, 3, 4, 5}},
      std::vector<Dims>{{2, 3, 1, 1}, {2, 3, 1, 1}, {2, 3, 1, 1}});
  CAPTURE(axis);
  check_layer("concat", {{"axis", axis}}, dims);
}

TEST_CASE("concat works on many samples", "[layer][concat]") {
  check_bits<float>("concat", {}, {{400, 100}, {400, 77}});
  const Part concat("concat");
  check_finishes(concat, {{400, 100}, {400, 77}});
}

TEST_CASE("concat names what does not fit", "[layer][concat][error]") {
  const Part concat("concat"), far("concat", {{"axis", 4}});
  CHECK(refusal(concat, {{2, 3, 4, 4}, {2, 3, 4, 5}}) ==
        "'concat' along axis 1 takes inputs that are alike in the other axes, but gets "
        "3×4×4 and 3×4×5");
  CHECK(refusal(concat, {{2, 3, 4}, {2, 3, 4}}) ==
        "'concat' must be told along which axis 3×4 is joined: axis 1, of 3, or axis "
        "2, of 4");
  CHECK(refusal(far, {{2, 3, 4, 4}, {2, 3, 4, 5}}) ==
        "'concat' works along axis 4, but gets 3×4×4, which has the axes 1 to 3");
  CHECK(refusal(concat, {{2, 3}, {2, 3, 1}}).find("3 and 3×1") != std::string::npos);
  const Part batch("concat", {{"axis", -2}});
  CHECK(refusal(batch, {{2, 3}, {2, 3}}) ==
        "'concat' cannot work along axis -2, which is the batch");
}
