// quantile: the two slopes by hand; several levels; how many outputs they need.
#include <catch2/catch.hpp>

#include "support/block.hpp"

using backplane::test::Part, backplane::test::Targets, backplane::test::Vec;

TEMPLATE_TEST_CASE("quantile weighs both sides of the target apart", "[loss][quantile]",
                   float, double) {
  const Part loss("quantile", {{"tau", Vec<double>{0.75}}});
  const auto result =
      loss_eval(loss, Vec<TestType>{1, 5, 3}, Targets<TestType>{{3, 3, 3}, {}}, 1, 4);
  CHECK(result.loss == Vec<double>{1.5, 0.5, 0});  // tau 2; (1 - tau) 2
  // At the target itself the mean of both slopes.
  CHECK(result.da == Vec<TestType>{-3, 1, -1});
}

TEST_CASE("quantile of one half is half of mae", "[loss][quantile]") {
  const Vec<double> a{1, 2, 3, 1};
  const Targets<double> t{{0, 4, 3, 0}, {}};
  const auto half = loss_eval(Part("quantile"), a, t, 2);
  const auto mae = loss_eval(Part("mae"), a, t, 2, 0.5);
  CHECK(half.loss == Vec<double>{mae.loss[0] / 2, mae.loss[1] / 2});
  CHECK(half.da == mae.da);
}

TEST_CASE("quantile takes a group of outputs a level", "[loss][quantile]") {
  const Part loss("quantile", {{"tau", Vec<double>{0.5, 0.1, 0.9}}});
  const auto& table = loss.table<backplane_loss>();
  CHECK(table.target_cols(loss.self(), 6) == 2);
  // Rows of two targets: medians 1 and 2, low ends -1 and 0, high ends 3 and 5.
  const auto result = loss_eval(loss, Vec<double>{1, 2, -1, 0, 3, 5},
                                Targets<double>{{2, 2}, {}}, 6, 6);
  // (0.5 1 + 0) + (0.1 3 + 0.1 2) + (0.1 1 + 0.1 3), the mean over six outputs.
  CHECK(result.loss[0] == Approx((0.5 + 0.5 + 0.4) / 6).epsilon(1e-14));
  const Vec<double> want{-0.5, 0, -0.1, -0.1, 0.1, 0.1};
  for (std::size_t i = 0; i < want.size(); ++i)
    CHECK(result.da[i] == Approx(want[i]).margin(1e-14));
}

TEST_CASE("quantile's outputs are as many as its levels need",
          "[loss][quantile][error]") {
  const Part loss("quantile", {{"tau", Vec<double>{0.1, 0.9}}});
  const auto& table = loss.table<backplane_loss>();
  backplane_error error = backplane::test::no_error();
  CHECK(table.target_cols(loss.self(), 3) == 0);
  CHECK(table.check(loss.self(), 3, BACKPLANE_LOSS_TARGET_DENSE, &error) ==
        BACKPLANE_E_INVALID);
  CHECK(std::string(error.message) ==
        "gives each target 2 levels, but there are 3 outputs");
  CHECK(table.check(loss.self(), 4, BACKPLANE_LOSS_TARGET_DENSE, &error) == 0);
}

TEST_CASE("quantile needs a level", "[loss][quantile][error]") {
  const auto answer = backplane::test::validate(backplane::test::built_in("quantile"),
                                                {{"tau", Vec<double>{}}});
  CHECK(answer.status == BACKPLANE_E_INVALID);
  CHECK(answer.message == "'tau' needs a level");
  CHECK(answer.parameter == "tau");
}
