// silu: by hand, its dip below 0, its dual derivative against the closed form.
#include <catch2/catch.hpp>
#include <cmath>

#include "support/block.hpp"
#include "support/gradient_check.hpp"

using backplane::test::Part, backplane::test::Vec;

TEST_CASE("silu is x times its sigmoid", "[activation][silu]") {
  const auto y = act_forward(Part("silu"), Vec<double>{0, 2, -1.2784645427610738}, 3);
  CHECK(y[0] == 0);
  CHECK(y[1] == Approx(1.7615941559557649).epsilon(1e-15));
  CHECK(y[2] == Approx(-0.27846454276107374).epsilon(1e-14));  // its least value
}

TEST_CASE("silu's derivative is s (1 + x (1 - s))", "[activation][silu]") {
  const Part silu("silu");
  const auto x = backplane::test::filled(100, 2, -20, 20);
  const auto dx = act_backward(silu, x, Vec<double>(100, 1), 100);
  for (std::size_t i = 0; i < x.size(); ++i) {
    const double s = 1 / (1 + std::exp(-x[i]));
    CHECK(dx[i] == Approx(s * (1 + x[i] * (1 - s))).epsilon(1e-12).margin(1e-15));
  }
}
