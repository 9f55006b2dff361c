// gelu: both forms by hand, and how close they are.
#include <catch2/catch.hpp>
#include <cmath>

#include "support/block.hpp"
#include "support/gradient_check.hpp"

using backplane::test::Part, backplane::test::Vec;

TEST_CASE("gelu is x times the normal distribution", "[activation][gelu]") {
  const auto y = act_forward(Part("gelu"), Vec<double>{0, 1, -2, 40, -40}, 5);
  CHECK(y[0] == 0);
  CHECK(y[1] == Approx(0.8413447460685429).epsilon(1e-15));
  CHECK(y[2] == Approx(-0.04550026389635842).epsilon(1e-13));
  CHECK(y[3] == 40);
  CHECK(y[4] == 0);
}

TEST_CASE("gelu's tanh form is the approximation of that name", "[activation][gelu]") {
  const Part close("gelu", {{"approximate", std::string("tanh")}});
  const auto x = backplane::test::filled(200, 1, -6, 6);
  const auto y = act_forward(close, x, 200);
  const auto exact = act_forward(Part("gelu"), x, 200);
  double worst = 0;
  for (std::size_t i = 0; i < x.size(); ++i) {
    const double u = std::sqrt(2 / M_PI) * (x[i] + 0.044715 * std::pow(x[i], 3));
    CHECK(y[i] == Approx(0.5 * x[i] * (1 + std::tanh(u))).margin(1e-15));
    worst = std::max(worst, std::abs(y[i] - exact[i]));
  }
  CHECK(worst < 5e-4);
  CHECK(worst > 1e-4);
}
