// focal: against its formula for classes and rows of probabilities; its limits.
#include <catch2/catch.hpp>
#include <cmath>

#include "support/block.hpp"
#include "support/gradient_check.hpp"

using backplane::test::Part, backplane::test::Targets, backplane::test::Vec;

namespace {

const Vec<double> kWeights{0.5, 1.0, 2.0};

/// -sum_c w_c q_c (1 - p_c)^gamma log p_c, as the formula stands.
double formula(const Vec<double>& a, const Vec<double>& q, const Vec<double>& w,
               double gamma) {
  double total = 0, loss = 0;
  for (const double x : a) total += std::exp(x);
  for (std::size_t c = 0; c < a.size(); ++c) {
    const double p = std::exp(a[c]) / total;
    loss -= w[c] * q[c] * std::pow(1 - p, gamma) * std::log(p);
  }
  return loss;
}

}  // namespace

TEMPLATE_TEST_CASE("focal of two equal logits", "[loss][focal]", float, double) {
  const auto result =
      loss_eval(Part("focal"), Vec<TestType>{3, 3}, Targets<TestType>{{}, {1}}, 2);
  CHECK(result.loss[0] == Approx(0.25 * std::log(2)).epsilon(1e-6));
  // g = -(0.25 - 2 0.5 0.5 log 0.5), and da = g - p g at the class, -p g beside it.
  const double g = -(0.25 + 0.5 * std::log(2));
  CHECK(static_cast<double>(result.da[1]) == Approx(g / 2).epsilon(1e-6));
  CHECK(static_cast<double>(result.da[0]) == Approx(-g / 2).epsilon(1e-6));
}

TEST_CASE("focal follows its formula in every form", "[loss][focal]") {
  const double gamma = GENERATE(0.0, 0.5, 1.0, 2.0, 3.5);
  const bool weighted = GENERATE(false, true);
  const bool classes = GENERATE(false, true);
  CAPTURE(gamma, weighted, classes);
  backplane::test::Settings settings{{"gamma", gamma}};
  if (weighted) settings["alpha"] = kWeights;
  const Part loss("focal", settings);
  Vec<double> a{0.3, -1.2, 2.0}, q{0.2, 0.7, 0.1};
  if (classes) q = {0, 1, 0};
  const auto t = classes ? Targets<double>{{}, {1}} : Targets<double>{q, {}};
  const auto result = loss_eval(loss, a, t, 3, 0.5);
  const Vec<double> w = weighted ? kWeights : Vec<double>{1, 1, 1};
  CHECK(result.loss[0] == Approx(formula(a, q, w, gamma)).epsilon(1e-13));
  const auto L = [&] { return 0.5 * formula(a, q, w, gamma); };
  CHECK(backplane::test::gradient_error(a, result.da, L) < 1e-9);
}

TEST_CASE("focal without gamma is cross_entropy", "[loss][focal]") {
  const Vec<double> a{0.3, -1.2, 2.0, 700, -700, 0};
  const Targets<double> t{{}, {1, 0}};
  const auto focal = loss_eval(Part("focal", {{"gamma", 0.0}}), a, t, 3);
  const auto plain = loss_eval(Part("cross_entropy"), a, t, 3);
  for (std::size_t r = 0; r < 2; ++r)
    CHECK(focal.loss[r] == Approx(plain.loss[r]).margin(1e-14));
  for (std::size_t i = 0; i < a.size(); ++i)
    CHECK(focal.da[i] == Approx(plain.da[i]).margin(1e-14));
}

TEMPLATE_TEST_CASE("focal bears huge logits, with a small gamma too", "[loss][focal]",
                   float, double) {
  const double gamma = GENERATE(0.0, 0.25, 2.0);
  const auto result =
      loss_eval(Part("focal", {{"gamma", gamma}}), Vec<TestType>{1e4, -1e4, 1e4, -1e4},
                Targets<TestType>{{}, {0, 1}}, 2);
  CHECK(result.loss == Vec<double>{0, 2e4});
  CHECK(result.da == Vec<TestType>{0, 0, 1, -1});
}

TEST_CASE("focal's weights must be as many as the classes", "[loss][focal][error]") {
  const Part loss("focal", {{"alpha", kWeights}});
  const auto& table = loss.table<backplane_loss>();
  backplane_error error = backplane::test::no_error();
  CHECK(table.check(loss.self(), 10, BACKPLANE_LOSS_TARGET_INDEX, &error) ==
        BACKPLANE_E_INVALID);
  CHECK(std::string(error.message) ==
        "'alpha' has 3 entries, but there are 10 classes");
  CHECK(std::string(table.fuses_activation) == "softmax");
  CHECK(std::string(table.refuses_activations) == "log_softmax");
}
