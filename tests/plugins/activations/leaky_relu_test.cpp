// leaky_relu: by hand, with both slopes, at 0 and NaN.
#include <catch2/catch.hpp>
#include <cmath>

#include "support/block.hpp"

using backplane::test::Part, backplane::test::Vec;

TEMPLATE_TEST_CASE("leaky_relu keeps a slope below 0", "[activation][leaky_relu]",
                   float, double) {
  const Part leaky("leaky_relu", {{"negative_slope", 0.25}});
  const Vec<TestType> x{-2, 0, 3};
  CHECK(act_forward(leaky, x, 3) == Vec<TestType>{-0.5, 0, 3});
  CHECK(act_backward(leaky, x, {4, 4, 4}, 3) == Vec<TestType>{1, 1, 4});
}

TEST_CASE("leaky_relu's slope is 0.01 unless told", "[activation][leaky_relu]") {
  CHECK(act_forward(Part("leaky_relu"), Vec<double>{-100}, 1)[0] == -1);
  CHECK(std::isnan(act_forward(Part("leaky_relu"), Vec<double>{NAN}, 1)[0]));
}
