// pad: each mode by hand as PyTorch pads, gradients, and what it refuses.
#include <catch2/catch.hpp>

#include "support/layer_graph_checks.hpp"

using namespace backplane::test;

namespace {

using Numbers = std::vector<double>;
using Sides = std::vector<std::int64_t>;

Numbers padded(const std::string& mode, const Numbers& x, const Sides& pad) {
  const Part part("pad", {{"pad", pad}, {"mode", mode}, {"value", 9.0}});
  GraphBench<double> bench(part, {{1, static_cast<std::int64_t>(x.size())}});
  bench.x = {x};
  bench.forward();
  return bench.y;
}

}  // namespace

TEST_CASE("pad fills in each of its modes", "[layer][pad]") {
  const Numbers x{1, 2, 3, 4};
  CHECK(padded("constant", x, {1, 2}) == Numbers{9, 1, 2, 3, 4, 9, 9});
  CHECK(padded("reflect", x, {3, 2}) == Numbers{4, 3, 2, 1, 2, 3, 4, 3, 2});
  CHECK(padded("replicate", x, {2, 1}) == Numbers{1, 1, 1, 2, 3, 4, 4});
  CHECK(padded("circular", x, {2, 4}) == Numbers{3, 4, 1, 2, 3, 4, 1, 2, 3, 4});
  CHECK(padded("constant", x, {1}) == Numbers{9, 1, 2, 3, 4, 9});
  CHECK(padded("constant", x, {0, 0}) == x);
}

TEST_CASE("pad's pairs begin at the last axis", "[layer][pad]") {
  const Part part("pad", {{"pad", Sides{1, 0, 0, 1}}}), all("pad", {{"pad", Sides{1}}});
  GraphBench<double> bench(part, {{1, 1, 2, 2}});
  bench.x = {{1, 2, 3, 4}};
  bench.dy = {1, 2, 3, 4, 5, 6, 7, 8, 9};
  bench.forward(), bench.backward();
  CHECK(bench.out() == Dims{1, 1, 3, 3});
  CHECK(bench.y == Numbers{0, 1, 2, 0, 3, 4, 0, 0, 0});
  CHECK(bench.dx[0] == Numbers{2, 3, 5, 6});
  CHECK(GraphBench<double>(all, {{1, 3, 2, 2}}).out() == Dims{1, 3, 4, 4});
  CHECK(GraphBench<double>(all, {{1, 3, 2}}).out() == Dims{1, 3, 4});
}

TEST_CASE("pad's backward matches finite differences", "[layer][pad][gradient]") {
  const std::string mode = GENERATE("constant", "reflect", "replicate", "circular");
  CAPTURE(mode);
  check_layer("pad", {{"pad", Sides{1, 2}}, {"mode", mode}}, {{3, 4}});
  check_layer("pad", {{"pad", Sides{2, 1, 1, 1, 0, 1}}, {"mode", mode}},
              {{2, 2, 3, 4}});
}

TEST_CASE("pad works on many samples", "[layer][pad]") {
  const Settings settings{{"pad", Sides{1, 2, 3, 4}}, {"mode", "replicate"}};
  check_bits<float>("pad", settings, {{40, 2, 20, 30}});
  check_finishes(Part("pad", settings), {{40, 2, 20, 30}});
}

TEST_CASE("pad names what does not fit", "[layer][pad][error]") {
  const auto refused = [](const std::string& mode, const Sides& pad, const Dims& in) {
    return refusal(Part("pad", {{"pad", pad}, {"mode", mode}}), {in});
  };
  CHECK(refused("reflect", {4, 0}, {1, 4}) ==
        "'pad' of 4 in mode 'reflect' does not fit axis 1 of 4");
  CHECK(refused("circular", {5, 0}, {1, 4}) ==
        "'pad' of 5 in mode 'circular' does not fit axis 1 of 4");
  CHECK(refused("circular", {4, 0}, {1, 4}) == "nothing");
  CHECK(refused("constant", {1, 1, 1, 1}, {2, 3}) == "'pad' names 2 axes, but gets 3");
  CHECK(refused("constant", {1}, {2}) ==
        "'pad' names 1 axes, but gets a single number");
  CHECK(validate(built_in("pad"), {{"pad", Sides{1, 2, 3}}}).message ==
        "'pad' takes one number, or pairs of before and after, not 3 numbers");
  CHECK(built_in("pad").params[0]->min.v.i == 0);
}
