// tanh: by hand, near 0, its ends.
#include <catch2/catch.hpp>
#include <cmath>

#include "support/block.hpp"

using backplane::test::Part, backplane::test::Vec;

TEST_CASE("tanh is (e^x - e^-x) / (e^x + e^-x)", "[activation][tanh]") {
  const Part tanh("tanh");
  const Vec<double> x{0, 1, -0.5, 1e-9};
  const auto y = act_forward(tanh, x, 4);
  const auto dx = act_backward(tanh, x, {1, 1, 2, 1}, 4);
  CHECK(y[0] == 0);
  CHECK(y[1] == Approx(0.7615941559557649).epsilon(1e-15));
  CHECK(y[2] == Approx(-0.46211715726000973).epsilon(1e-15));
  CHECK(y[3] == Approx(1e-9).epsilon(1e-15));
  CHECK(dx[0] == 1);
  CHECK(dx[1] == Approx(0.41997434161402614).epsilon(1e-14));
  CHECK(dx[2] == Approx(2 * 0.7864477329659274).epsilon(1e-14));
}

TEMPLATE_TEST_CASE("tanh ends at -1 and 1, where its slope is 0", "[activation][tanh]",
                   float, double) {
  const Part tanh("tanh");
  const Vec<TestType> x{-1000, 1000};
  CHECK(act_forward(tanh, x, 2) == Vec<TestType>{-1, 1});
  CHECK(act_backward(tanh, x, {1, 1}, 2) == Vec<TestType>{0, 0});
}
