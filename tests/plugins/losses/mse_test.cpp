// mse: the mean over outputs, by hand.
#include <catch2/catch.hpp>

#include "support/block.hpp"

using backplane::test::Part, backplane::test::Targets, backplane::test::Vec;

TEMPLATE_TEST_CASE("mse is the mean of (a - t)^2 over the outputs", "[loss][mse]",
                   float, double) {
  const auto result = loss_eval(Part("mse"), Vec<TestType>{1, 2, 3, 1},
                                Targets<TestType>{{0, 4, 3, 0}, {}}, 2, 0.5);
  CHECK(result.loss == Vec<double>{2.5, 0.5});
  CHECK(result.da == Vec<TestType>{0.5, -1, 0, 0.5});
}

TEST_CASE("mse has no weights: every row counts as one", "[loss][mse]") {
  CHECK(Part("mse").table<backplane_loss>().weigh == nullptr);
}
