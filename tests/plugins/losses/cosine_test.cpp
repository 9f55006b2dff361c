// cosine: by hand; rows of no length; lengths that overflow when squared.
#include <catch2/catch.hpp>
#include <cmath>

#include "support/block.hpp"

using backplane::test::Part, backplane::test::Targets, backplane::test::Vec;

TEMPLATE_TEST_CASE("cosine measures the angle, not the lengths", "[loss][cosine]",
                   float, double) {
  const Vec<TestType> a{3, 0, 0, 2, 4, 3, -1, -1};
  const Targets<TestType> t{{5, 0, 1, 0, 3, 4, 2, 2}, {}};
  const auto result = loss_eval(Part("cosine"), a, t, 2, 2);
  const Vec<double> want{0, 1, 1 - 24.0 / 25, 2};
  for (std::size_t r = 0; r < 4; ++r)
    CHECK(result.loss[r] == Approx(want[r]).margin(1e-7));
  // Second row: -(v - 0 u) / |a| = -(1, 0) / 2. Along a nothing pulls.
  CHECK(result.da[2] == -1);
  CHECK(result.da[3] == 0);
  CHECK(result.da[0] == 0);
  // Third row: u = (0.8, 0.6), v = (0.6, 0.8), cos 0.96: -(v - 0.96 u) / 5.
  CHECK(static_cast<double>(result.da[4]) == Approx(2 * 0.168 / 5).epsilon(1e-5));
  CHECK(static_cast<double>(result.da[5]) == Approx(-2 * 0.224 / 5).epsilon(1e-5));
}

TEMPLATE_TEST_CASE("cosine of a row without length is 1", "[loss][cosine]", float,
                   double) {
  const Part loss("cosine", {{"eps", 0.5}});
  const auto result = loss_eval(loss, Vec<TestType>{0, 0, 1, 1},
                                Targets<TestType>{{0, 2, 0, 0}, {}}, 2);
  CHECK(result.loss == Vec<double>{1, 1});
  CHECK(result.da == Vec<TestType>{0, -2, 0, 0});  // -v / eps
}

TEST_CASE("cosine below eps has PyTorch's slope", "[loss][cosine]") {
  // |a| = 0.1 counts as 0.5, so that u = (0.12, 0.16), and u v = 0.12.
  const Part loss("cosine", {{"eps", 0.5}});
  const auto result =
      loss_eval(loss, Vec<double>{0.06, 0.08}, Targets<double>{{1, 0}, {}}, 2);
  CHECK(result.loss[0] == Approx(1 - 0.12).epsilon(1e-14));
  CHECK(result.da[0] == Approx(-(1 - 0.12 * 0.12) / 0.5).epsilon(1e-14));
  CHECK(result.da[1] == Approx(0.12 * 0.16 / 0.5).epsilon(1e-14));
}

TEMPLATE_TEST_CASE("cosine bears lengths whose squares overflow", "[loss][cosine]",
                   float, double) {
  const TestType big = std::sqrt(std::numeric_limits<TestType>::max()) * 1000;
  const auto result = loss_eval(Part("cosine"), Vec<TestType>{big, 0, big, big},
                                Targets<TestType>{{big, big, 1 / big, 1 / big}, {}}, 2);
  CHECK(result.loss[0] == Approx(1 - std::sqrt(0.5)).epsilon(1e-6));
  for (const auto d : result.da) CHECK(std::isfinite(d));
}

TEST_CASE("cosine hands a NaN on", "[loss][cosine]") {
  const auto result = loss_eval(Part("cosine"), Vec<double>{std::nan(""), 1},
                                Targets<double>{{1, 1}, {}}, 2);
  CHECK(std::isnan(result.loss[0]));
}

TEST_CASE("cosine takes no class numbers", "[loss][cosine][error]") {
  CHECK_THROWS(
      loss_eval(Part("cosine"), Vec<double>{1, 2}, Targets<double>{{}, {0}}, 2));
}
