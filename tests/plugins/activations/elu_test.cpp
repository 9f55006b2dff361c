// elu: by hand, far below 0, near 0.
#include <catch2/catch.hpp>

#include "support/block.hpp"

using backplane::test::Part, backplane::test::Vec;

TEST_CASE("elu is alpha (e^x - 1) below 0", "[activation][elu]") {
  const Part elu("elu", {{"alpha", 0.5}});
  const Vec<double> x{2, -1, -1e-12, -1000};
  const auto y = act_forward(elu, x, 4);
  const auto dx = act_backward(elu, x, {1, 1, 1, 1}, 4);
  CHECK(y[0] == 2);
  CHECK(y[1] == Approx(0.5 * -0.6321205588285577).epsilon(1e-15));
  CHECK(y[2] == Approx(-0.5e-12).epsilon(1e-12));
  CHECK(y[3] == -0.5);
  CHECK(dx[0] == 1);
  CHECK(dx[1] == Approx(0.5 * 0.36787944117144233).epsilon(1e-15));
  CHECK(dx[3] == 0);
}
