// slice: Python's rules by hand, gradients, and what it refuses.
#include <catch2/catch.hpp>

#include "support/layer_graph_checks.hpp"

using namespace backplane::test;

namespace {

std::vector<double> sliced(const Settings& settings, std::vector<double> x) {
  const Part slice("slice", settings);
  GraphBench<double> bench(slice, {{1, static_cast<std::int64_t>(x.size())}});
  bench.x = {std::move(x)};
  bench.forward();
  return bench.y;
}

}  // namespace

TEST_CASE("slice counts as Python does", "[layer][slice]") {
  const std::vector<double> x{0, 1, 2, 3, 4, 5, 6};
  using Numbers = std::vector<double>;
  CHECK(sliced({}, x) == x);
  CHECK(sliced({{"start", 2}, {"stop", 5}}, x) == Numbers{2, 3, 4});
  CHECK(sliced({{"start", -2}}, x) == Numbers{5, 6});
  CHECK(sliced({{"stop", -5}}, x) == Numbers{0, 1});
  CHECK(sliced({{"step", 3}}, x) == Numbers{0, 3, 6});
  CHECK(sliced({{"start", 1}, {"stop", 6}, {"step", 2}}, x) == Numbers{1, 3, 5});
  CHECK(sliced({{"start", -100}, {"stop", 100}}, x) == x);
}

TEST_CASE("slice takes part of any axis", "[layer][slice]") {
  const Part rows("slice", {{"axis", 1}, {"start", -1}}),
      columns("slice", {{"axis", -1}, {"stop", 1}});
  GraphBench<double> last(rows, {{2, 2, 2}}), first(columns, {{2, 2, 2}});
  for (auto* bench : {&last, &first}) {
    bench->x = {{1, 2, 3, 4, 5, 6, 7, 8}};
    bench->dy = {10, 20, 30, 40};
    bench->forward(), bench->backward();
  }
  CHECK(last.out() == Dims{2, 1, 2});
  CHECK(last.y == std::vector<double>{3, 4, 7, 8});
  CHECK(last.dx[0] == std::vector<double>{0, 0, 10, 20, 0, 0, 30, 40});
  CHECK(first.out() == Dims{2, 2, 1});
  CHECK(first.y == std::vector<double>{1, 3, 5, 7});
  CHECK(first.dx[0] == std::vector<double>{10, 0, 20, 0, 30, 0, 40, 0});
}

TEST_CASE("slice's backward matches finite differences", "[layer][slice][gradient]") {
  const auto axis = GENERATE(1, 2, 3);
  check_layer("slice", {{"axis", axis}, {"start", 1}, {"step", 2}}, {{3, 4, 5, 6}});
  check_layer("slice", {{"axis", axis}, {"stop", 1}}, {{1, 1, 2, 1}});
}

TEST_CASE("slice works on many samples", "[layer][slice]") {
  const Settings settings{{"axis", 2}, {"start", 3}, {"stop", 30}, {"step", 4}};
  check_bits<float>("slice", settings, {{130, 30, 40}});
  check_finishes(Part("slice", settings), {{130, 30, 40}});
}

TEST_CASE("slice leaves something", "[layer][slice][error]") {
  CHECK(refusal(Part("slice", {{"start", 5}}), {{2, 3, 4}}) ==
        "'slice' leaves nothing of axis 1 of 3×4");
  CHECK(refusal(Part("slice", {{"start", 2}, {"stop", 1}}), {{2, 3}}).find("nothing") !=
        std::string::npos);
  CHECK(refusal(Part("slice", {{"axis", 3}}), {{2, 3, 4}}) ==
        "'slice' works along axis 3, but gets 3×4, which has the axes 1 to 2");
}
