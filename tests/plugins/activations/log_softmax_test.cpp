// log_softmax: by hand, and where softmax itself has rounded to 0.
#include <catch2/catch.hpp>
#include <cmath>

#include "support/block.hpp"

using backplane::test::Part, backplane::test::Vec;

TEST_CASE("log_softmax is the logarithm of softmax", "[activation][log_softmax]") {
  const Part part("log_softmax");
  const Vec<double> x{0, std::log(3.0)};
  const auto y = act_forward(part, x, 2);
  CHECK(y[0] == Approx(std::log(0.25)).epsilon(1e-15));
  CHECK(y[1] == Approx(std::log(0.75)).epsilon(1e-15));
  const auto dx = act_backward(part, x, {1, 0}, 2);
  CHECK(dx[0] == Approx(0.75).epsilon(1e-15));
  CHECK(dx[1] == Approx(-0.75).epsilon(1e-15));
}

TEMPLATE_TEST_CASE("log_softmax keeps what softmax rounds to 0",
                   "[activation][log_softmax]", float, double) {
  const auto y = act_forward(Part("log_softmax"), Vec<TestType>{0, -2000}, 2);
  CHECK(y == Vec<TestType>{0, -2000});
}
