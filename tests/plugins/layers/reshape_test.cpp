// reshape: shapes, the axis that is left open, and what it refuses.
#include <catch2/catch.hpp>

#include "support/layer_graph_run.hpp"

using namespace backplane::test;

namespace {

Dims reshaped(const std::vector<std::int64_t>& shape, const Dims& in) {
  const Part reshape("reshape", {{"shape", shape}});
  const GraphBench<double> bench(reshape, {in});
  CHECK((bench.plan().flags & BACKPLANE_LP_VIEW) != 0);
  for (const auto tasks : bench.plan().tasks) CHECK(tasks == 0);
  return bench.out();
}

std::string refused(const std::vector<std::int64_t>& shape, const Dims& in) {
  return refusal(Part("reshape", {{"shape", shape}}), {in});
}

}  // namespace

TEST_CASE("reshape gives a sample another shape", "[layer][reshape]") {
  CHECK(reshaped({2, 6}, {5, 12}) == Dims{5, 2, 6});
  CHECK(reshaped({12}, {5, 1, 3, 4}) == Dims{5, 12});
  CHECK(reshaped({3, -1, 2}, {5, 12}) == Dims{5, 3, 2, 2});
  CHECK(reshaped({-1}, {5, 3, 4}) == Dims{5, 12});
  CHECK(reshaped({1, 1}, {5}) == Dims{5, 1, 1});
}

TEST_CASE("reshape names the numbers that do not fit", "[layer][reshape][error]") {
  CHECK(refused({5, 2}, {4, 3, 4}) ==
        "'reshape' makes [5, 2] of 3×4, which has 12 "
        "numbers");
  CHECK(refused({-1, 5}, {4, 3, 4}).find("[-1, 5] of 3×4") != std::string::npos);
  CHECK(refused({-1, 24}, {4, 3, 4}).find("[-1, 24]") != std::string::npos);
  CHECK(refused({1 << 30, 1 << 30, 1 << 30}, {4, 3, 4}).find("12 numbers") !=
        std::string::npos);
}

TEST_CASE("reshape's shape is checked by itself", "[layer][reshape][error]") {
  const auto& reshape = built_in("reshape");
  const auto answer = [&](const std::vector<std::int64_t>& shape) {
    return validate(reshape, {{"shape", shape}}).message;
  };
  CHECK(answer({-1, -1}) == "only one axis of 'shape' may be -1");
  CHECK(answer({2, 0}) == "an axis of 'shape' is 0, which holds nothing");
  CHECK(answer({1, 1, 1, 1, 1, 1, 1, 1}).find("at most 7") != std::string::npos);
  CHECK(answer({2, -1}).empty());
}
