// binary_focal: against its formula; no power and no weight is binary_cross_entropy.
#include <catch2/catch.hpp>
#include <cmath>

#include "support/block.hpp"
#include "support/gradient_check.hpp"

using backplane::test::Part, backplane::test::Targets, backplane::test::Vec;

namespace {

/// The mean of w (1 - p_t)^gamma times the cross-entropy, as the formula stands.
double formula(const Vec<double>& a, const Vec<double>& t, double gamma, double alpha) {
  double loss = 0;
  for (std::size_t i = 0; i < a.size(); ++i) {
    const double p = 1 / (1 + std::exp(-a[i]));
    const double entropy = -t[i] * std::log(p) - (1 - t[i]) * std::log(1 - p);
    const double right = p * t[i] + (1 - p) * (1 - t[i]);
    const double w = alpha < 0 ? 1 : alpha * t[i] + (1 - alpha) * (1 - t[i]);
    loss += w * std::pow(1 - right, gamma) * entropy;
  }
  return loss / static_cast<double>(a.size());
}

}  // namespace

TEST_CASE("binary_focal of an undecided output", "[loss][binary_focal]") {
  const auto result = loss_eval(Part("binary_focal"), Vec<double>{0, 0},
                                Targets<double>{{1, 0}, {}}, 1);
  CHECK(result.loss[0] == Approx(0.25 * 0.25 * std::log(2)).epsilon(1e-14));
  CHECK(result.loss[1] == Approx(0.75 * 0.25 * std::log(2)).epsilon(1e-14));
}

TEST_CASE("binary_focal follows its formula", "[loss][binary_focal]") {
  const double gamma = GENERATE(0.0, 0.5, 2.0, 3.0);
  const double alpha = GENERATE(-1.0, 0.0, 0.25, 1.0);
  CAPTURE(gamma, alpha);
  const Part loss("binary_focal", {{"gamma", gamma}, {"alpha", alpha}});
  Vec<double> a{0.7, -1.5, 4, 0.1};
  const Vec<double> t{1, 0, 0, 0.3};
  const auto result = loss_eval(loss, a, Targets<double>{t, {}}, 4, 2);
  CHECK(result.loss[0] == Approx(formula(a, t, gamma, alpha)).epsilon(1e-13));
  const auto L = [&] { return 2 * formula(a, t, gamma, alpha); };
  CHECK(backplane::test::gradient_error(a, result.da, L) < 1e-9);
}

TEST_CASE("binary_focal without power and weight is binary_cross_entropy",
          "[loss][binary_focal]") {
  const Part loss("binary_focal", {{"gamma", 0.0}, {"alpha", -1.0}});
  const Vec<double> a{0.7, -1.5, 300, -300};
  const Targets<double> t{{1, 0.25, 1, 1}, {}};
  const auto focal = loss_eval(loss, a, t, 2);
  const auto plain = loss_eval(Part("binary_cross_entropy"), a, t, 2);
  for (std::size_t r = 0; r < 2; ++r)
    CHECK(focal.loss[r] == Approx(plain.loss[r]).epsilon(1e-14));
  for (std::size_t i = 0; i < a.size(); ++i)
    CHECK(focal.da[i] == Approx(plain.da[i]).margin(1e-15));
}

TEMPLATE_TEST_CASE("binary_focal bears huge logits, with a small gamma too",
                   "[loss][binary_focal]", float, double) {
  const double gamma = GENERATE(0.0, 0.25, 2.0);
  const Part loss("binary_focal", {{"gamma", gamma}, {"alpha", -1.0}});
  const auto result = loss_eval(loss, Vec<TestType>{5000, 5000, -5000, -5000},
                                Targets<TestType>{{1, 0, 0, 1}, {}}, 1);
  CHECK(result.loss == Vec<double>{0, 5000, 0, 5000});
  CHECK(result.da == Vec<TestType>{0, 1, 0, -1});
}

TEST_CASE("binary_focal's alpha is a share, or none", "[loss][binary_focal][error]") {
  const auto& focal = backplane::test::built_in("binary_focal");
  CHECK(backplane::test::validate(focal, {{"alpha", -1.0}}).status == BACKPLANE_OK);
  const auto answer = backplane::test::validate(focal, {{"alpha", -0.5}});
  CHECK(answer.status == BACKPLANE_E_INVALID);
  CHECK(answer.parameter == "alpha");
  CHECK(answer.message == "'alpha' is from 0 to 1, or -1 for none");
}
