// lion: by hand over two steps, with decay, and at the ends of the number line.
#include <catch2/catch.hpp>
#include <cmath>

#include "support/optimized.hpp"

using namespace backplane::test;

TEST_CASE("lion moves every weight by the rate", "[optimizer][lion]") {
  const Part part("lion", {{"betas", Vec<double>{0.5, 0.75}}});
  Optimized<double> state(part, {1.0, 1.0, 1.0});
  state.update(part, {8, -1e-3, 0}, 0.25);
  CHECK(state.w == Vec<double>{0.75, 1.25, 1});
  CHECK(state.slots[0] == Vec<double>{2, -0.25e-3, 0});
  // 0.5 * 2 - 0.5 * 1 > 0: down again, although the gradient has turned.
  state.update(part, {-1, 1, 4}, 0.25);
  CHECK(state.w == Vec<double>{0.5, 1, 0.75});
  CHECK(state.slots[0][0] == 0.75 * 2 - 0.25);
}

TEST_CASE("lion's decay passes the momentum by", "[optimizer][lion]") {
  const Part part("lion");
  Optimized<double> state(part, {2.0});
  state.update(part, {1}, 0.25, 0.5);  // 2 (1 - 0.125) - 0.25
  CHECK(state.w[0] == 1.5);
}

TEST_CASE("lion bears huge and tiny gradients", "[optimizer][lion]") {
  const Part part("lion");
  Optimized<double> state(part, {1.0, 1.0});
  state.update(part, {1e300, -1e-300}, 0.5);
  CHECK(state.w == Vec<double>{0.5, 1.5});
}
