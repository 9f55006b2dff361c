// huber: both sides of delta, by hand.
#include <catch2/catch.hpp>

#include "support/block.hpp"

using backplane::test::Part, backplane::test::Targets, backplane::test::Vec;

TEMPLATE_TEST_CASE("huber is a square near the target and a line far from it",
                   "[loss][huber]", float, double) {
  const Part huber("huber", {{"delta", 2.0}});
  const auto result = loss_eval(huber, Vec<TestType>{1, -2, 5, -5},
                                Targets<TestType>{{0, 0, 0, 0}, {}}, 1);
  CHECK(result.loss == Vec<double>{0.5, 2, 8, 8});  // e^2/2; 2 (|e| - 1)
  CHECK(result.da == Vec<TestType>{1, -2, 2, -2});
}
