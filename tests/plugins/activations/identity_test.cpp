// identity: by hand; its backward needs neither x nor y.
#include <catch2/catch.hpp>

#include "support/block.hpp"

using backplane::test::Part, backplane::test::Vec;

TEST_CASE("identity passes values and gradients on", "[activation][identity]") {
  const Part identity("identity");
  const Vec<double> x{-2, 0, 1e300}, dy{1, -2, 3};
  CHECK(act_forward(identity, x, 3) == x);
  CHECK(act_backward(identity, x, dy, 3) == dy);
}

TEST_CASE("identity's backward reads neither x nor y", "[activation][identity]") {
  const auto flags = Part("identity").table<backplane_activation>().flags;
  CHECK((flags & (BACKPLANE_ACT_BWD_NEEDS_X | BACKPLANE_ACT_BWD_NEEDS_Y)) == 0);
}
