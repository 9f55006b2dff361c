// swish: by hand, silu at 1, and its ends.
#include <catch2/catch.hpp>
#include <cmath>

#include "support/block.hpp"
#include "support/gradient_check.hpp"

using namespace backplane::test;

TEST_CASE("swish is x times the sigmoid of beta x", "[activation][swish]") {
  const Part quick("swish", {{"beta", 1.702}});
  const double s = 1 / (1 + std::exp(-1.702));
  CHECK(act_forward(quick, Vec<double>{1}, 1)[0] == Approx(s).epsilon(1e-15));
  CHECK(act_backward(quick, Vec<double>{1}, {2}, 1)[0] ==
        Approx(2 * (s + 1.702 * s * (1 - s))).epsilon(1e-14));
  const Part flat("swish", {{"beta", 0.0}});
  CHECK(act_forward(flat, Vec<double>{3}, 1)[0] == 1.5);
}

TEST_CASE("swish with beta 1 is silu", "[activation][swish]") {
  const Vec<double> x = filled(100, 1, -9, 9), dy = filled(100, 2);
  CHECK(act_forward(Part("swish"), x, 10) == act_forward(Part("silu"), x, 10));
  CHECK(act_backward(Part("swish"), x, dy, 10) ==
        act_backward(Part("silu"), x, dy, 10));
}

TEMPLATE_TEST_CASE("swish bears huge inputs", "[activation][swish]", float, double) {
  const Part steep("swish", {{"beta", 50.0}});
  CHECK(act_forward(steep, Vec<TestType>{1e4, -1e4, 0}, 3) == Vec<TestType>{1e4, 0, 0});
  CHECK(std::isnan(act_forward(steep, Vec<TestType>{NAN}, 1)[0]));
}
