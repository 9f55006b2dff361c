// hinge: inside and outside of the margin, by hand; both ways to write a side.
#include <catch2/catch.hpp>

#include "support/block.hpp"

using backplane::test::Part, backplane::test::Targets, backplane::test::Vec;

TEMPLATE_TEST_CASE("hinge costs what is short of the margin", "[loss][hinge]", float,
                   double) {
  const Vec<TestType> a{0.5, 3, -2, -0.25, 1, -4};
  const Targets<TestType> t{{1, 1, 1, -1, -1, -1}, {}};
  const auto result = loss_eval(Part("hinge"), a, t, 3, 3);
  CHECK(result.loss[0] == Approx((0.5 + 0 + 3) / 3).epsilon(1e-7));
  CHECK(result.loss[1] == Approx((0.75 + 2 + 0) / 3).epsilon(1e-7));
  CHECK(result.da == Vec<TestType>{-1, 0, -1, 1, 1, 0});
}

TEST_CASE("hinge takes 0 for no, as -1", "[loss][hinge]") {
  const Vec<double> a{0.5, -0.25, 1};
  const auto signs = loss_eval(Part("hinge"), a, Targets<double>{{1, -1, -1}, {}}, 3);
  const auto bits = loss_eval(Part("hinge"), a, Targets<double>{{1, 0, 0}, {}}, 3);
  CHECK(signs.loss == bits.loss);
  CHECK(signs.da == bits.da);
}

TEST_CASE("hinge's margin is where it ends", "[loss][hinge]") {
  const Part loss("hinge", {{"margin", 2.0}});
  const auto result =
      loss_eval(loss, Vec<double>{1.5, 2.0, 2.5}, Targets<double>{{1, 1, 1}, {}}, 1);
  CHECK(result.loss == Vec<double>{0.5, 0, 0});
  CHECK(result.da == Vec<double>{-1, 0, 0});  // at the margin nothing pulls
}

TEST_CASE("hinge takes raw scores and sides", "[loss][hinge][error]") {
  const Part part("hinge");
  const auto& table = part.table<backplane_loss>();
  CHECK(std::string(table.refuses_activations).find("sigmoid") == 0);
  double low = -9, high = 9;
  table.domain(part.self(), BACKPLANE_LOSS_TARGETS, 1, 0, &low, &high);
  CHECK(low == -1);
  CHECK(high == 1);
  low = -9, high = 9;
  table.domain(part.self(), BACKPLANE_LOSS_PREDICTIONS, 1, 0, &low, &high);
  CHECK(low == -9);
  CHECK(high == 9);
}
