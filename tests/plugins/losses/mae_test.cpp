// mae: the mean over outputs, by hand, and its gradient where a is t.
#include <catch2/catch.hpp>

#include "support/block.hpp"

using backplane::test::Part, backplane::test::Targets, backplane::test::Vec;

TEMPLATE_TEST_CASE("mae is the mean of |a - t| over the outputs", "[loss][mae]", float,
                   double) {
  const auto result = loss_eval(Part("mae"), Vec<TestType>{1, 2, 3, 1},
                                Targets<TestType>{{0, 4, 3, 0}, {}}, 2, 0.5);
  CHECK(result.loss == Vec<double>{1.5, 0.5});
  CHECK(result.da == Vec<TestType>{0.25, -0.25, 0, 0.25});
}
