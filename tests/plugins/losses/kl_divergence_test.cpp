// kl_divergence: by hand; targets of 0, targets as logarithms, class numbers.
#include <catch2/catch.hpp>
#include <cmath>
#include <limits>

#include "support/block.hpp"

using backplane::test::Part, backplane::test::Targets, backplane::test::Vec;

TEMPLATE_TEST_CASE("kl_divergence of two coins", "[loss][kl_divergence]", float,
                   double) {
  const auto log = [](double p) { return static_cast<TestType>(std::log(p)); };
  const Vec<TestType> a{log(0.25), log(0.75)}, t{0.5, 0.5};
  const auto result =
      loss_eval(Part("kl_divergence"), a, Targets<TestType>{t, {}}, 2, 4);
  CHECK(result.loss[0] == Approx(0.5 * std::log(4.0 / 3)).epsilon(1e-6));
  CHECK(result.da == Vec<TestType>{-2, -2});
}

TEMPLATE_TEST_CASE("kl_divergence of a distribution from itself is 0",
                   "[loss][kl_divergence]", float, double) {
  const auto log_target = GENERATE(false, true);
  const Vec<TestType> logs{std::log(TestType(0.25)), std::log(TestType(0.25)),
                           std::log(TestType(0.5))};
  const Targets<TestType> t{log_target ? logs : Vec<TestType>{0.25, 0.25, 0.5}, {}};
  const Part loss("kl_divergence", {{"log_target", log_target}});
  const auto result = loss_eval(loss, logs, t, 3);
  CHECK(std::abs(result.loss[0]) < 1e-7);
  CHECK(result.da[2] == Approx(-0.5).epsilon(1e-6));
}

TEMPLATE_TEST_CASE("a target of 0 adds nothing to kl_divergence",
                   "[loss][kl_divergence]", float, double) {
  constexpr TestType kNever = -std::numeric_limits<TestType>::infinity();
  const auto plain = loss_eval(Part("kl_divergence"), Vec<TestType>{-1, -50, kNever},
                               Targets<TestType>{{1, 0, 0}, {}}, 3);
  CHECK(plain.loss == Vec<double>{1});
  CHECK(plain.da == Vec<TestType>{-1, 0, 0});
  const Part logs("kl_divergence", {{"log_target", true}});
  const auto result = loss_eval(logs, Vec<TestType>{-1, -50, kNever},
                                Targets<TestType>{{0, kNever, kNever}, {}}, 3);
  CHECK(result.loss == plain.loss);
  CHECK(result.da == plain.da);
}

TEST_CASE("kl_divergence of class numbers is nll", "[loss][kl_divergence]") {
  const auto log_target = GENERATE(false, true);
  const Part loss("kl_divergence", {{"log_target", log_target}});
  const Vec<double> a{-0.5, -2, -3, -4};
  const Targets<double> t{{}, {1, 0}};
  CHECK(loss_eval(loss, a, t, 2).loss == Vec<double>{2, 3});
  CHECK(loss_eval(loss, a, t, 2, 3).da == Vec<double>{0, -3, -3, 0});
}

TEST_CASE("kl_divergence says what its targets are", "[loss][kl_divergence][error]") {
  const auto ends = [](bool log_target) {
    const Part part("kl_divergence", {{"log_target", log_target}});
    double low = -9, high = 9;
    part.table<backplane_loss>().domain(part.self(), BACKPLANE_LOSS_TARGETS, 2, 0, &low,
                                        &high);
    return std::pair{low, high};
  };
  constexpr double kInfinity = std::numeric_limits<double>::infinity();
  CHECK(ends(false) == std::pair{0.0, kInfinity});
  CHECK(ends(true) == std::pair{-kInfinity, 0.0});
}
