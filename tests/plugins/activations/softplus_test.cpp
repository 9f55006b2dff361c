// softplus: by hand, beta, and the line above the threshold.
#include <catch2/catch.hpp>
#include <cmath>

#include "support/block.hpp"

using backplane::test::Part, backplane::test::Vec;

TEST_CASE("softplus is log(1 + e^(beta x)) / beta", "[activation][softplus]") {
  const Part soft("softplus", {{"beta", 2.0}});
  const Vec<double> x{0, 1, -40, 1000};
  const auto y = act_forward(soft, x, 4);
  const auto dx = act_backward(soft, x, {1, 1, 1, 1}, 4);
  CHECK(y[0] == Approx(std::log(2) / 2).epsilon(1e-15));
  CHECK(y[1] == Approx(std::log1p(std::exp(2.0)) / 2).epsilon(1e-15));
  CHECK(y[2] == Approx(std::exp(-80.0) / 2).epsilon(1e-13));
  CHECK(y[3] == 1000);
  CHECK(dx[0] == 0.5);
  CHECK(dx[1] == Approx(1 / (1 + std::exp(-2.0))).epsilon(1e-15));
  CHECK(dx[3] == 1);
}

TEST_CASE("softplus is the line y = x above its threshold", "[activation][softplus]") {
  const Part soft("softplus", {{"threshold", 1.5}});
  const Vec<double> x{1.4999, 1.5001};
  const auto y = act_forward(soft, x, 2), dx = act_backward(soft, x, {1, 1}, 2);
  CHECK(y[0] > 1.6);
  CHECK(y[1] == 1.5001);
  CHECK(dx[0] < 0.82);
  CHECK(dx[1] == 1);
}
