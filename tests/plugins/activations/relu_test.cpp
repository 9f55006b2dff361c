// relu: by hand, at its kink, at infinities and NaN.
#include <catch2/catch.hpp>
#include <cmath>
#include <limits>

#include "support/block.hpp"
#include "support/gradient_check.hpp"

using backplane::test::Part, backplane::test::Vec;

TEMPLATE_TEST_CASE("relu cuts what is below 0", "[activation][relu]", float, double) {
  const Part relu("relu");
  const Vec<TestType> x{-2, -0.5, 0, 0.5, 3};
  CHECK(act_forward(relu, x, 5) == Vec<TestType>{0, 0, 0, 0.5, 3});
  CHECK(act_backward(relu, x, {1, 2, 3, 4, 5}, 5) == Vec<TestType>{0, 0, 0, 4, 5});
}

TEST_CASE("relu's backward is its derivative", "[activation][relu][gradient]") {
  const Part relu("relu");
  Vec<double> x{-1.5, -0.2, 0.3, 2, 7}, dy{0.3, -0.7, 1.1, 2, -5};
  const auto dx = act_backward(relu, x, dy, 5);
  const auto L = [&] { return backplane::test::dot(dy, act_forward(relu, x, 5)); };
  CHECK(backplane::test::gradient_error(x, dx, L) < backplane::test::kTolerance);
}

TEST_CASE("relu passes NaN and infinity", "[activation][relu]") {
  const double inf = std::numeric_limits<double>::infinity();
  const auto y = act_forward(Part("relu"), Vec<double>{-inf, inf, std::nan("")}, 3);
  CHECK(y[0] == 0);
  CHECK(y[1] == inf);
  CHECK(std::isnan(y[2]));
}

TEST_CASE("relu refuses a precision that it does not serve",
          "[activation][relu][error]") {
  const Part relu("relu");
  backplane_error error = backplane::test::no_error();
  backplane_act_args args{};
  args.dtype = BACKPLANE_DT_BF16;
  args.err = &error;
  CHECK(relu.table<backplane_activation>().forward(relu.self(), &args) ==
        BACKPLANE_E_UNSUPPORTED);
  CHECK(std::string(error.message).find("float64") != std::string::npos);
}
