// log_cosh: against the wide formula, near 0 and far from it.
#include <catch2/catch.hpp>
#include <cmath>

#include "support/block.hpp"

using backplane::test::Part, backplane::test::Targets, backplane::test::Vec;

TEST_CASE("log_cosh follows its formula on both sides of its forms",
          "[loss][log_cosh]") {
  const Part loss("log_cosh");
  for (const double e :
       {0.0, 1e-9, -1e-5, 0.01, -0.3, 0.999, 1.0, -1.001, 3.0, -18.0}) {
    const auto result =
        loss_eval(loss, Vec<double>{e + 2}, Targets<double>{{2}, {}}, 1, 3);
    const long double wide = (e + 2.0) - 2.0;  // as it is once 2 was added
    const auto want = static_cast<double>(std::log(std::cosh(wide)));
    CHECK(result.loss[0] == Approx(want).epsilon(1e-14).margin(1e-19));
    CHECK(result.da[0] ==
          Approx(3 * static_cast<double>(std::tanh(wide))).epsilon(1e-14));
  }
}

TEST_CASE("log_cosh keeps its digits near the target", "[loss][log_cosh]") {
  const auto result =
      loss_eval(Part("log_cosh"), Vec<double>{1e-8}, Targets<double>{{0}, {}}, 1);
  CHECK(result.loss[0] == Approx(0.5e-16).epsilon(1e-12));  // e^2 / 2
}

TEMPLATE_TEST_CASE("log_cosh is a line far from the target", "[loss][log_cosh]", float,
                   double) {
  const auto result = loss_eval(Part("log_cosh"), Vec<TestType>{1e5, -1e5},
                                Targets<TestType>{{0, 0}, {}}, 2);
  CHECK(result.loss[0] == Approx(1e5 - std::log(2)).epsilon(1e-7));
  CHECK(result.da == Vec<TestType>{0.5, -0.5});
}
