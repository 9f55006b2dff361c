// softmax: by hand, row by row, shifts, huge inputs.
#include <catch2/catch.hpp>
#include <cmath>

#include "support/block.hpp"

using backplane::test::Part, backplane::test::Vec;

TEST_CASE("softmax makes each row sum to 1", "[activation][softmax]") {
  const Part softmax("softmax");
  const Vec<double> x{0, std::log(3.0), 1, 1};
  const auto y = act_forward(softmax, x, 2);
  CHECK(y[0] == Approx(0.25).epsilon(1e-15));
  CHECK(y[1] == Approx(0.75).epsilon(1e-15));
  CHECK(y[2] == 0.5);
  CHECK(y[3] == 0.5);
  // dx_i = y_i (dy_i - sum_j y_j dy_j), with dy = (1, 0): y_0 (1 - y_0), -y_1 y_0
  const auto dx = act_backward(softmax, x, {1, 0, 0, 0}, 2);
  CHECK(dx[0] == Approx(0.1875).epsilon(1e-14));
  CHECK(dx[1] == Approx(-0.1875).epsilon(1e-14));
  CHECK(dx[2] == 0);
}

TEMPLATE_TEST_CASE("softmax bears huge inputs and whole rows of -inf but one",
                   "[activation][softmax]", float, double) {
  const TestType inf = std::numeric_limits<TestType>::infinity();
  const auto y =
      act_forward(Part("softmax"), Vec<TestType>{3e4, -3e4, 3e4, -inf, 0, -inf}, 3);
  CHECK(y == Vec<TestType>{0.5, 0, 0.5, 0, 1, 0});
}
