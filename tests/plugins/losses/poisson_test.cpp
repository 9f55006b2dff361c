// poisson: by hand in both forms; Stirling's part; what a rate cannot be.
#include <catch2/catch.hpp>
#include <cmath>

#include "support/block.hpp"

using backplane::test::Part, backplane::test::Targets, backplane::test::Vec;

TEMPLATE_TEST_CASE("poisson of logarithms of rates", "[loss][poisson]", float, double) {
  const auto result = loss_eval(Part("poisson"), Vec<TestType>{0, 1},
                                Targets<TestType>{{3, 0}, {}}, 2, 2);
  CHECK(result.loss[0] == Approx((1 + std::exp(1)) / 2).epsilon(1e-6));
  CHECK(static_cast<double>(result.da[0]) == Approx(-2).epsilon(1e-6));
  CHECK(static_cast<double>(result.da[1]) == Approx(std::exp(1)).epsilon(1e-6));
}

TEST_CASE("poisson of rates", "[loss][poisson]") {
  const Part loss("poisson", {{"log_input", false}, {"eps", 0.5}});
  const auto result =
      loss_eval(loss, Vec<double>{0, 2}, Targets<double>{{3, 4}, {}}, 2, 2);
  CHECK(result.loss[0] ==
        Approx((-3 * std::log(0.5) + 2 - 4 * std::log(2.5)) / 2).epsilon(1e-14));
  CHECK(result.da[0] == Approx(1 - 3 / 0.5).epsilon(1e-14));
  CHECK(result.da[1] == Approx(1 - 4 / 2.5).epsilon(1e-14));
}

TEST_CASE("poisson in full adds Stirling's formula above 1", "[loss][poisson]") {
  const Vec<double> a{0.5, 0.5, 0.5, 0.5};
  const Targets<double> t{{0, 1, 2, 12}, {}};
  const auto part = loss_eval(Part("poisson"), a, t, 1);
  const auto full = loss_eval(Part("poisson", {{"full", true}}), a, t, 1);
  CHECK(full.loss[0] == part.loss[0]);
  CHECK(full.loss[1] == part.loss[1]);
  for (const std::size_t i : {2u, 3u}) {
    const double n = t.dense[i];
    const double stirling =
        n * std::log(n) - n + std::log(2 * 3.14159265358979 * n) / 2;
    CHECK(full.loss[i] - part.loss[i] == Approx(stirling).epsilon(1e-12));
    CHECK(stirling == Approx(std::lgamma(n + 1)).epsilon(0.1));
  }
  CHECK(full.da == part.da);
}

TEMPLATE_TEST_CASE("poisson holds out to the largest rate of float", "[loss][poisson]",
                   float, double) {
  const auto result = loss_eval(Part("poisson"), Vec<TestType>{88, -1000},
                                Targets<TestType>{{0, 0}, {}}, 1);
  CHECK(std::isfinite(result.loss[0]));
  CHECK(result.loss[1] == 0);
  CHECK(result.da[1] == 0);
}

TEST_CASE("poisson says what it takes", "[loss][poisson][error]") {
  const Part rates("poisson", {{"log_input", false}});
  const auto& table = rates.table<backplane_loss>();
  double low = -9, high = 9;
  table.domain(rates.self(), BACKPLANE_LOSS_PREDICTIONS, 1, 0, &low, &high);
  CHECK(low == 0);
  low = -9;
  table.domain(rates.self(), BACKPLANE_LOSS_TARGETS, 1, 0, &low, &high);
  CHECK(low == 0);
  CHECK(std::isnan(
      loss_eval(rates, Vec<double>{-1}, Targets<double>{{1}, {}}, 1).loss[0]));
}
