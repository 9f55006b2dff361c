// add: by hand, with repeated axes, gradients, many tasks, and what it refuses.
#include <catch2/catch.hpp>
#include <limits>

#include "support/layer_graph_checks.hpp"

using namespace backplane::test;

TEST_CASE("add adds its inputs", "[layer][add]") {
  const Part add("add");
  GraphBench<double> bench(add, {{2, 2}, {2, 2}, {2, 2}});
  bench.x = {{1, 2, 3, 4}, {10, 20, 30, 40}, {0.5, 0.5, 0.5, 0.5}};
  bench.dy = {1, -1, 2, -2};
  bench.forward();
  bench.backward();
  CHECK(bench.y == std::vector<double>{11.5, 22.5, 33.5, 44.5});
  for (const auto& dx : bench.dx) CHECK(dx == bench.dy);
}

TEST_CASE("add repeats an axis of length 1", "[layer][add]") {
  const Part add("add");
  GraphBench<double> bench(add, {{1, 2, 3}, {1, 2, 1}, {1, 1, 3}});
  bench.x = {{1, 2, 3, 4, 5, 6}, {10, 20}, {100, 200, 300}};
  bench.dy = {1, 2, 3, 4, 5, 6};
  bench.forward();
  bench.backward();
  CHECK(bench.y == std::vector<double>{111, 212, 313, 124, 225, 326});
  CHECK(bench.dx[0] == bench.dy);
  CHECK(bench.dx[1] == std::vector<double>{6, 15});
  CHECK(bench.dx[2] == std::vector<double>{5, 7, 9});
  GraphBench<double> grown(add, {{1, 2, 1}, {1, 1, 3}});
  CHECK(grown.out() == Dims{1, 2, 3});
}

TEST_CASE("add's backward matches finite differences", "[layer][add][gradient]") {
  const auto dims =
      GENERATE(std::vector<Dims>{{1, 1}, {1, 1}}, std::vector<Dims>{{5}, {5}},
               std::vector<Dims>{{3, 4}, {3, 4}, {3, 4}, {3, 1}},
               std::vector<Dims>{{2, 3, 4, 5}, {2, 3, 1, 1}, {2, 1, 4, 1}},
               std::vector<Dims>{{2, 1, 4}, {2, 3, 1}});
  check_layer("add", {}, dims);
}

TEST_CASE("add is cut into tasks by its shapes", "[layer][add]") {
  const Part add("add");
  const GraphBench<float> bench(add, {{700, 3, 1000}, {700, 3, 1000}});
  CHECK(bench.plan().tasks[BACKPLANE_PHASE_FORWARD] == 140);
  CHECK(bench.plan().tasks[BACKPLANE_PHASE_BACK_PARAMS] == 0);
  check_bits<float>("add", {}, {{50, 3, 1000}, {50, 3, 1000}, {50, 1, 1000}});
}

TEST_CASE("add passes on what is no number", "[layer][add]") {
  const Part add("add");
  const double inf = std::numeric_limits<double>::infinity();
  GraphBench<double> bench(add, {{1, 2}, {1, 2}});
  bench.x = {{inf, 1e308}, {-inf, 1e308}};
  bench.forward();
  CHECK(std::isnan(bench.y[0]));
  CHECK(bench.y[1] == inf);
}

TEST_CASE("add names the shapes that do not fit", "[layer][add][error]") {
  const Part add("add");
  CHECK(refusal(add, {{2, 3, 4}, {2, 3, 5}}) ==
        "'add' takes inputs of one shape, where an axis may be 1 to be repeated, but "
        "gets 3×4 and 3×5");
  CHECK(refusal(add, {{2, 3}, {2, 1, 3}}).find("3 and 1×3") != std::string::npos);
  const GraphBench<double> bench(add, {{2, 3}, {2, 3}});
  CHECK(bench.table().min_in == 2);
  CHECK(bench.table().max_in == 64);
}
