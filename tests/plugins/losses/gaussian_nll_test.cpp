// gaussian_nll: by hand in both forms, below eps, and what outputs it cannot take.
#include <catch2/catch.hpp>
#include <cmath>

#include "support/block.hpp"

using backplane::test::Part, backplane::test::Targets, backplane::test::Vec;

namespace {

double end_of(const Part& part, std::int64_t col) {
  double low = -9, high = 9;
  part.table<backplane_loss>().domain(part.self(), BACKPLANE_LOSS_PREDICTIONS, 4, col,
                                      &low, &high);
  return low;
}

}  // namespace

TEMPLATE_TEST_CASE("gaussian_nll of means and log-variances", "[loss][gaussian_nll]",
                   float, double) {
  // Errors 2 and 0, variances 1 and e.
  const auto result = loss_eval(Part("gaussian_nll"), Vec<TestType>{3, 5, 0, 1},
                                Targets<TestType>{{1, 5}, {}}, 4, 2);
  CHECK(result.loss[0] == Approx((0 + 4 + 1 + 0) / 4.0).epsilon(1e-6));
  // e / v; (1 - e^2 / v) / 2, each over two targets, times 2
  CHECK(result.da == Vec<TestType>{2, 0, -1.5, 0.5});
}

TEMPLATE_TEST_CASE("gaussian_nll of means and variances", "[loss][gaussian_nll]", float,
                   double) {
  const Part loss("gaussian_nll", {{"form", "variance"}});
  const auto result =
      loss_eval(loss, Vec<TestType>{3, 5, 4, 0.5}, Targets<TestType>{{1, 5}, {}}, 4, 2);
  CHECK(result.loss[0] ==
        Approx((std::log(4) + 1 + std::log(0.5) + 0) / 4).epsilon(1e-6));
  CHECK(result.da == Vec<TestType>{0.5, 0, 0, 1});  // (1 - e^2 / v) / 2v
}

TEST_CASE("both forms of gaussian_nll are one loss", "[loss][gaussian_nll]") {
  const Vec<double> logs{0.3, -2, std::log(2.0), std::log(0.1)};
  const Targets<double> t{{1, 0.5}, {}};
  const auto a = loss_eval(Part("gaussian_nll"), logs, t, 4);
  const auto b = loss_eval(Part("gaussian_nll", {{"form", "variance"}}),
                           Vec<double>{0.3, -2, 2, 0.1}, t, 4);
  CHECK(a.loss[0] == Approx(b.loss[0]).epsilon(1e-14));
  CHECK(a.da[0] == Approx(b.da[0]).epsilon(1e-14));
  CHECK(a.da[2] == Approx(b.da[2] * 2).epsilon(1e-13));  // dv/ds = v
  CHECK(a.da[3] == Approx(b.da[3] * 0.1).epsilon(1e-13));
}

TEST_CASE("gaussian_nll below eps takes eps, and the slope at it",
          "[loss][gaussian_nll]") {
  const Vec<double> t{1};
  const Part plain("gaussian_nll", {{"form", "variance"}, {"eps", 0.5}});
  const auto a = loss_eval(plain, Vec<double>{2, 0.1}, Targets<double>{t, {}}, 2);
  CHECK(a.loss[0] == Approx((std::log(0.5) + 2) / 2).epsilon(1e-14));
  CHECK(a.da[1] == Approx((1 - 2) / (2 * 0.5)).epsilon(1e-14));
  const Part logs("gaussian_nll", {{"eps", 0.5}});
  const auto b =
      loss_eval(logs, Vec<double>{2, std::log(0.1)}, Targets<double>{t, {}}, 2);
  CHECK(b.loss[0] == Approx(a.loss[0]).epsilon(1e-14));
  CHECK(b.da[1] == Approx(a.da[1] * 0.1).epsilon(1e-13));
}

TEST_CASE("gaussian_nll in full is the density's logarithm", "[loss][gaussian_nll]") {
  const Part loss("gaussian_nll", {{"full", true}});
  const auto result =
      loss_eval(loss, Vec<double>{1, std::log(4)}, Targets<double>{{2}, {}}, 2);
  const double density = std::exp(-1.0 / 8) / std::sqrt(2 * 3.14159265358979 * 4);
  CHECK(result.loss[0] == Approx(-std::log(density)).epsilon(1e-13));
}

TEMPLATE_TEST_CASE("gaussian_nll bears any log-variance", "[loss][gaussian_nll]", float,
                   double) {
  const auto result =
      loss_eval(Part("gaussian_nll"), Vec<TestType>{100, 1e4, 100, -1e4},
                Targets<TestType>{{0, 0}, {}}, 2);
  CHECK(result.loss[0] == 5000);
  CHECK(result.loss[1] == Approx((std::log(1e-6) + 1e10) / 2).epsilon(1e-6));
  CHECK(result.da[0] == 0);
  CHECK(result.da[1] == 0.5);
  CHECK(result.da[3] == 0);
}

TEST_CASE("gaussian_nll takes two outputs a target", "[loss][gaussian_nll][error]") {
  const Part loss("gaussian_nll");
  const auto& table = loss.table<backplane_loss>();
  CHECK(table.target_cols(loss.self(), 6) == 3);
  CHECK(table.target_cols(loss.self(), 5) == 0);
  backplane_error error = backplane::test::no_error();
  CHECK(table.check(loss.self(), 5, BACKPLANE_LOSS_TARGET_DENSE, &error) ==
        BACKPLANE_E_INVALID);
  CHECK(std::string(error.message) ==
        "takes two outputs for each target, a mean and how much it varies, but there "
        "are 5 outputs");
}

TEST_CASE("gaussian_nll refuses a variance below 0", "[loss][gaussian_nll][error]") {
  const Part loss("gaussian_nll", {{"form", "variance"}});
  const Vec<double> a{1, 1, 1, -0.5};
  CHECK_THROWS_WITH(loss_eval(loss, a, Targets<double>{{1, 1}, {}}, 4),
                    Catch::Contains("the variance of target 1 is -0.5"));
  CHECK(std::isinf(end_of(loss, 1)));
  CHECK(end_of(loss, 2) == 0);
  CHECK(std::isinf(end_of(Part("gaussian_nll"), 2)));
}
