// binary_cross_entropy: against its formula, with weights of the positives.
#include <catch2/catch.hpp>
#include <cmath>

#include "support/block.hpp"

using backplane::test::Part, backplane::test::Targets, backplane::test::Vec;

TEST_CASE("binary_cross_entropy follows its formula", "[loss][binary_cross_entropy]") {
  const auto count = GENERATE(0u, 1u, 2u);
  Vec<double> given{0.5, 3};
  given.resize(count);
  const Part loss("binary_cross_entropy", {{"pos_weight", given}});
  const Vec<double> a{0.7, -1.5}, t{1, 0.25};
  const Vec<double> p = count == 0   ? Vec<double>{1, 1}
                        : count == 1 ? Vec<double>{0.5, 0.5}
                                     : given;
  const auto result = loss_eval(loss, a, Targets<double>{t, {}}, 2, 3);
  double want = 0;
  for (std::size_t i = 0; i < 2; ++i) {
    const double y = 1 / (1 + std::exp(-a[i]));
    want -= (p[i] * t[i] * std::log(y) + (1 - t[i]) * std::log(1 - y)) / 2;
    CHECK(result.da[i] ==
          Approx(1.5 * ((1 - t[i]) * y - p[i] * t[i] * (1 - y))).epsilon(1e-14));
  }
  CHECK(result.loss[0] == Approx(want).epsilon(1e-14));
}

TEMPLATE_TEST_CASE("binary_cross_entropy bears huge logits",
                   "[loss][binary_cross_entropy]", float, double) {
  const auto result = loss_eval(Part("binary_cross_entropy"), Vec<TestType>{5000, 5000},
                                Targets<TestType>{{1, 0}, {}}, 1);
  CHECK(result.loss == Vec<double>{0, 5000});
  CHECK(result.da == Vec<TestType>{0, 1});
}

TEST_CASE("binary_cross_entropy's weights fit the outputs",
          "[loss][binary_cross_entropy][error]") {
  const Part loss("binary_cross_entropy", {{"pos_weight", Vec<double>{1, 2}}});
  backplane_error error = backplane::test::no_error();
  CHECK(loss.table<backplane_loss>().check(loss.self(), 3, BACKPLANE_LOSS_TARGET_DENSE,
                                           &error) == BACKPLANE_E_INVALID);
  CHECK(std::string(error.message) ==
        "'pos_weight' has 2 entries, but there are 3 outputs");
}
