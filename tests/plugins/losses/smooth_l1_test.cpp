// smooth_l1: both sides of beta, by hand; no beta is mae.
#include <catch2/catch.hpp>

#include "support/block.hpp"

using backplane::test::Part, backplane::test::Targets, backplane::test::Vec;

TEMPLATE_TEST_CASE("smooth_l1 is a square near the target and a line far from it",
                   "[loss][smooth_l1]", float, double) {
  const Part loss("smooth_l1", {{"beta", 2.0}});
  const auto result = loss_eval(loss, Vec<TestType>{1, -2, 5, -5},
                                Targets<TestType>{{0, 0, 0, 0}, {}}, 1);
  CHECK(result.loss == Vec<double>{0.25, 1, 4, 4});  // e^2/4; |e| - 1
  CHECK(result.da == Vec<TestType>{0.5, -1, 1, -1});
}

TEMPLATE_TEST_CASE("smooth_l1 without beta is mae", "[loss][smooth_l1]", float,
                   double) {
  const Part loss("smooth_l1", {{"beta", 0.0}});
  const Vec<TestType> a{1, 2, 3, 1};
  const Targets<TestType> t{{0, 4, 3, 0}, {}};
  const auto result = loss_eval(loss, a, t, 2, 0.5);
  const auto mae = loss_eval(Part("mae"), a, t, 2, 0.5);
  CHECK(result.loss == mae.loss);
  CHECK(result.da == mae.da);
}

TEST_CASE("smooth_l1 is huber divided by delta", "[loss][smooth_l1]") {
  const Vec<double> a{0.1, -0.6, 3, -40};
  const Targets<double> t{{0, 0.1, 1, 1}, {}};
  const auto smooth = loss_eval(Part("smooth_l1", {{"beta", 0.5}}), a, t, 4);
  const auto huber = loss_eval(Part("huber", {{"delta", 0.5}}), a, t, 4, 2);
  CHECK(smooth.loss[0] == Approx(2 * huber.loss[0]).epsilon(1e-15));
  for (std::size_t i = 0; i < a.size(); ++i)
    CHECK(smooth.da[i] == Approx(huber.da[i]).epsilon(1e-15));
}

TEST_CASE("smooth_l1's beta is no length below 0", "[loss][smooth_l1][error]") {
  const backplane_param& beta = *backplane::test::built_in("smooth_l1").params[0];
  CHECK(beta.min.type == BACKPLANE_T_FLOAT);
  CHECK(beta.min.v.f == 0);
  CHECK((beta.flags & BACKPLANE_PF_MIN_EXCL) == 0);
}
