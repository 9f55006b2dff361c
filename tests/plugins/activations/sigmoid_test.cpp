// sigmoid: by hand, its derivative from y alone, its ends.
#include <catch2/catch.hpp>
#include <cmath>

#include "support/block.hpp"

using backplane::test::Part, backplane::test::Vec;

TEST_CASE("sigmoid is 1 / (1 + e^-x)", "[activation][sigmoid]") {
  const Part sigmoid("sigmoid");
  const Vec<double> x{0, 1, -2};
  const auto y = act_forward(sigmoid, x, 3);
  const auto dx = act_backward(sigmoid, x, {1, 1, 2}, 3);
  CHECK(y[0] == 0.5);
  CHECK(y[1] == Approx(0.7310585786300049).epsilon(1e-15));
  CHECK(y[2] == Approx(0.11920292202211755).epsilon(1e-15));
  CHECK(dx[0] == 0.25);
  CHECK(dx[1] == Approx(0.19661193324148185).epsilon(1e-14));
  CHECK(dx[2] == Approx(2 * 0.10499358540350651).epsilon(1e-14));
}

TEST_CASE("sigmoid lets the host drop x", "[activation][sigmoid]") {
  const auto flags = Part("sigmoid").table<backplane_activation>().flags;
  CHECK((flags & BACKPLANE_ACT_BWD_NEEDS_X) == 0);
  CHECK((flags & BACKPLANE_ACT_BWD_NEEDS_Y) != 0);
}

TEMPLATE_TEST_CASE("sigmoid ends at 0 and 1 and passes NaN", "[activation][sigmoid]",
                   float, double) {
  const auto y = act_forward(Part("sigmoid"), Vec<TestType>{-9999, 9999, NAN}, 3);
  CHECK(y[0] == 0);
  CHECK(y[1] == 1);
  CHECK(std::isnan(y[2]));
}
