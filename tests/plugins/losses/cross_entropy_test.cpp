// cross_entropy: by hand; smoothing, class weights and dense targets against the
// formula.
#include <catch2/catch.hpp>
#include <cmath>

#include "support/block.hpp"
#include "support/gradient_check.hpp"

using backplane::test::Part, backplane::test::Targets, backplane::test::Vec;

namespace {

const Vec<double> kWeights{0.5, 1.0, 2.0};

/// -sum_c w_c q_c log softmax(a)_c, as the formula stands.
double formula(const Vec<double>& a, const Vec<double>& q, const Vec<double>& w) {
  double total = 0, loss = 0;
  for (const double x : a) total += std::exp(x);
  for (std::size_t c = 0; c < a.size(); ++c)
    loss -= w[c] * q[c] * std::log(std::exp(a[c]) / total);
  return loss;
}

}  // namespace

TEMPLATE_TEST_CASE("cross_entropy of two equal logits is log 2",
                   "[loss][cross_entropy]", float, double) {
  const auto result = loss_eval(Part("cross_entropy"), Vec<TestType>{3, 3},
                                Targets<TestType>{{}, {1}}, 2, 2);
  CHECK(result.loss[0] == Approx(std::log(2)).epsilon(1e-7));
  CHECK(result.da == Vec<TestType>{1, -1});  // 2 (p - q)
}

TEST_CASE("cross_entropy follows its formula in every form", "[loss][cross_entropy]") {
  const bool weighted = GENERATE(false, true);
  const double smooth = GENERATE(0.0, 0.2);
  const bool classes = GENERATE(false, true);
  CAPTURE(weighted, smooth, classes);
  backplane::test::Settings settings{{"label_smoothing", smooth}};
  if (weighted) settings["weight"] = kWeights;
  const Part loss("cross_entropy", settings);
  Vec<double> a{0.3, -1.2, 2.0}, target{0.2, 0.7, 0.1};
  if (classes) target = {0, 0, 1};
  Vec<double> q = target;
  for (double& entry : q) entry = entry * (1 - smooth) + smooth / 3;
  const auto t = classes ? Targets<double>{{}, {2}} : Targets<double>{target, {}};

  const auto result = loss_eval(loss, a, t, 3, 0.5);
  const Vec<double> w = weighted ? kWeights : Vec<double>{1, 1, 1};
  CHECK(result.loss[0] == Approx(formula(a, q, w)).epsilon(1e-14));
  const auto L = [&] { return 0.5 * formula(a, q, w); };
  CHECK(backplane::test::gradient_error(a, result.da, L) < 1e-9);
  // Class numbers weigh what their class does; rows of probabilities weigh 1.
  const double row_weight = classes && weighted ? 2.0 : 1.0;
  CHECK(loss_weigh(loss, a, t, 3) == Vec<double>{row_weight});
}

TEMPLATE_TEST_CASE("cross_entropy bears huge logits", "[loss][cross_entropy]", float,
                   double) {
  const auto result =
      loss_eval(Part("cross_entropy"), Vec<TestType>{1e5, -1e5, 1e5, -1e5},
                Targets<TestType>{{}, {0, 1}}, 2);
  CHECK(result.loss == Vec<double>{0, 2e5});
  CHECK(result.da == Vec<TestType>{0, 0, 1, -1});
}

TEST_CASE("cross_entropy's weights must be as many as the classes",
          "[loss][cross_entropy][error]") {
  const Part loss("cross_entropy", {{"weight", kWeights}});
  const auto& table = loss.table<backplane_loss>();
  backplane_error error = backplane::test::no_error();
  CHECK(table.check(loss.self(), 3, BACKPLANE_LOSS_TARGET_INDEX, &error) == 0);
  CHECK(table.check(loss.self(), 10, BACKPLANE_LOSS_TARGET_INDEX, &error) ==
        BACKPLANE_E_INVALID);
  CHECK(std::string(error.message) ==
        "'weight' has 3 entries, but there are 10 classes");
  CHECK(std::string(table.base.params[error.param_index]->name) == "weight");
}

TEST_CASE("cross_entropy takes a softmax in and refuses log_softmax",
          "[loss][cross_entropy]") {
  const Part part("cross_entropy");
  const auto& table = part.table<backplane_loss>();
  CHECK(std::string(table.fuses_activation) == "softmax");
  CHECK(std::string(table.refuses_activations) == "log_softmax");
  CHECK((table.flags & BACKPLANE_LOSS_ON_LOGITS) != 0);
}
