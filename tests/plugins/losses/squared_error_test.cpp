// squared_error: the sum over outputs, by hand.
#include <catch2/catch.hpp>

#include "support/block.hpp"

using backplane::test::Part, backplane::test::Targets, backplane::test::Vec;

TEMPLATE_TEST_CASE("squared_error sums (a - t)^2 over the outputs",
                   "[loss][squared_error]", float, double) {
  const Part loss("squared_error");
  const auto result = loss_eval(loss, Vec<TestType>{1, 2, 3, 0},
                                Targets<TestType>{{0, 4, 3, 0}, {}}, 2, 0.5);
  CHECK(result.loss == Vec<double>{5, 0});
  CHECK(result.da == Vec<TestType>{1, -2, 0, 0});  // 0.5 * 2 (a - t)
}

TEST_CASE("squared_error takes no class numbers", "[loss][squared_error][error]") {
  CHECK_THROWS(
      loss_eval(Part("squared_error"), Vec<double>{1, 2}, Targets<double>{{}, {0}}, 2));
}
