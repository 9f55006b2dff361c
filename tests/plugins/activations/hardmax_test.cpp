// hardmax: the first of the largest, rows by themselves, NaN, infinities, in place.
#include <catch2/catch.hpp>
#include <cmath>

#include "support/block.hpp"

using backplane::test::Part, backplane::test::Vec;

TEST_CASE("hardmax marks the first of the largest of each row",
          "[activation][hardmax]") {
  const Part hardmax("hardmax");
  const Vec<double> x{1, 3, 2, 3, -5, -4, -9, -4};
  CHECK(act_forward(hardmax, x, 4) == Vec<double>{0, 1, 0, 0, 0, 1, 0, 0});
  CHECK(act_forward(hardmax, x, 2) == Vec<double>{0, 1, 0, 1, 0, 1, 0, 1});
  CHECK(act_forward(hardmax, x, 1) == Vec<double>(8, 1));
}

TEST_CASE("nothing is learnt through hardmax", "[activation][hardmax][gradient]") {
  const Vec<double> x{1, 3, 2, NAN};
  CHECK(act_backward(Part("hardmax"), x, {1, 2, 3, 4}, 2) == Vec<double>(4, 0));
}

TEMPLATE_TEST_CASE("hardmax bears infinities, and a NaN is its largest",
                   "[activation][hardmax]", float, double) {
  const TestType inf = std::numeric_limits<TestType>::infinity();
  const TestType nan = std::numeric_limits<TestType>::quiet_NaN();
  const Vec<TestType> x{-inf, -inf, 0, inf, inf, nan, nan, inf};
  CHECK(act_forward(Part("hardmax"), x, 2) == Vec<TestType>{1, 0, 0, 1, 0, 1, 1, 0});
  CHECK(act_forward(Part("hardmax"), x, 8)[5] == 1);
}
