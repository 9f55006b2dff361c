// squared_hinge: by hand, and as hinge's square.
#include <catch2/catch.hpp>

#include "support/block.hpp"

using backplane::test::Part, backplane::test::Targets, backplane::test::Vec;

TEMPLATE_TEST_CASE("squared_hinge squares what is short of the margin",
                   "[loss][squared_hinge]", float, double) {
  const Part loss("squared_hinge", {{"margin", 2.0}});
  const auto result = loss_eval(loss, Vec<TestType>{0.5, 3, -2, -1},
                                Targets<TestType>{{1, 1, -1, 0}, {}}, 2, 2);
  CHECK(result.loss == Vec<double>{1.125, 0.5});  // 1.5^2 / 2; 1^2 / 2
  CHECK(result.da == Vec<TestType>{-3, 0, 0, 2});
}

TEMPLATE_TEST_CASE("squared_hinge bears far-off scores", "[loss][squared_hinge]", float,
                   double) {
  const auto result = loss_eval(Part("squared_hinge"), Vec<TestType>{-999, 1e4},
                                Targets<TestType>{{1, 1}, {}}, 1);
  CHECK(result.loss == Vec<double>{1e6, 0});
  CHECK(result.da == Vec<TestType>{-2000, 0});
}

TEST_CASE("squared_hinge's margin lies above 0", "[loss][squared_hinge][error]") {
  const auto& margin = *backplane::test::built_in("squared_hinge").params[0];
  CHECK(margin.min.v.f == 0);
  CHECK((margin.flags & BACKPLANE_PF_MIN_EXCL) != 0);
}
