// What every loss must do, whoever wrote it: over all built plugins, unnamed.
#include <algorithm>
#include <catch2/catch.hpp>
#include <cmath>

#include "math/isa.hpp"
#include "support/loss_cases.hpp"

namespace {

using namespace backplane::test;

double total(const Vec<double>& v) {
  double sum = 0;
  for (const double x : v) sum += x;
  return sum;
}

}  // namespace

TEST_CASE("there are losses to test", "[loss][conformance]") {
  CHECK(loss_cases().size() >= 35);
}

TEST_CASE("every loss's gradient is its derivative", "[loss][conformance][gradient]") {
  for (const LossCase& one : loss_cases()) {
    INFO(one.setup.name << (one.classes ? " of classes" : " of targets"));
    const Part part(*one.setup.component, one.setup.settings);
    bool moves = false;
    for (const auto& [rows, cols] : shapes(part, one.classes)) {
      Vec<double> a = outputs(part, rows, cols, 20, -3, 3);
      const auto t = targets<double>(part, one.classes, rows, cols);
      const auto da = loss_eval(part, a, t, cols, 0.25).da;
      const auto L = [&, c = cols](std::size_t) {
        return 0.25 * total(loss_eval(part, a, t, c, 1, false).loss);
      };
      const GradientMatch match = compare_gradient(a, da, L);
      CHECK(match.error < 1e-8);
      CHECK(match.outside == 0);
      CHECK(4 * match.compared >= 3 * a.size());
      moves = moves || std::ranges::any_of(da, [](double d) { return d != 0; });
    }
    CHECK(moves);
  }
}

TEMPLATE_TEST_CASE("a loss is the same without gradient, in place and row by row",
                   "[loss][conformance]", float, double) {
  for (const LossCase& one : loss_cases()) {
    INFO(one.setup.name);
    const Part asked(*one.setup.component, one.setup.settings);
    for (const auto& [rows, cols] : shapes(asked, one.classes)) {
      LossTrial<TestType> trial(one, rows, cols, backplane::detected_isa());
      const auto whole = trial.eval();
      const auto baseline = LossTrial<TestType>(one, rows, cols).eval();
      CHECK(same_bits(whole.loss, baseline.loss));
      CHECK(same_bits(whole.da, baseline.da));
      CHECK(same_bits(trial.eval(false).loss, whole.loss));
      const auto alone = trial.last();
      CHECK(alone.loss[0] == whole.loss.back());
      CHECK(same_bits(alone.da, Vec<TestType>(whole.da.end() - cols, whole.da.end())));

      const auto& table = trial.part.template table<backplane_loss>();
      if ((table.flags & BACKPLANE_LOSS_INPLACE) == 0) continue;
      auto args = loss_args(trial.a, trial.t, cols, 0.5);
      Vec<double> loss(static_cast<std::size_t>(rows));
      args.row_loss = loss.data();
      args.dpred = trial.a.data();
      REQUIRE(table.eval(trial.part.self(), &args) == 0);
      CHECK(same_bits(loss, whole.loss));
      CHECK(same_bits(trial.a, whole.da));
    }
  }
}

TEST_CASE("every loss in float is that in double, rounded", "[loss][conformance]") {
  for (const LossCase& one : loss_cases()) {
    INFO(one.setup.name);
    const Part part(*one.setup.component, one.setup.settings);
    const std::int64_t cols = serves(part, one.classes, 33) ? 33 : 32;
    const auto a = rounded<float>(outputs(part, 6, cols, 23, -5, 5));
    const auto t = targets<float>(part, one.classes, 6, cols);
    const Vec<double> A(a.begin(), a.end());
    const Targets<double> T{{t.dense.begin(), t.dense.end()}, t.classes};
    const auto single = loss_eval(part, a, t, cols);
    const auto wide = loss_eval(part, A, T, cols);
    for (std::size_t r = 0; r < single.loss.size(); ++r)
      CHECK(single.loss[r] == Approx(wide.loss[r]).epsilon(1e-5).margin(1e-6));
    for (std::size_t i = 0; i < a.size(); ++i)
      CHECK(static_cast<double>(single.da[i]) ==
            Approx(wide.da[i]).epsilon(1e-5).margin(2e-6));
  }
}

TEMPLATE_TEST_CASE("every loss is finite at huge predictions", "[loss][conformance]",
                   float, double) {
  for (const LossCase& one : loss_cases()) {
    INFO(one.setup.name);
    const Part part(*one.setup.component, one.setup.settings);
    const std::int64_t cols = serves(part, one.classes, 3) ? 3 : 2;
    Vec<TestType> a{1e4, -1e4, 3e4, -1000, 500, 0};
    for (std::size_t i = 0; i < a.size(); ++i) {
      const auto [low, high] = range(part, BACKPLANE_LOSS_PREDICTIONS, cols,
                                     static_cast<std::int64_t>(i) % cols, -1e30, 1e30);
      a[i] = std::clamp(a[i], static_cast<TestType>(low), static_cast<TestType>(high));
    }
    const auto rows = static_cast<std::int64_t>(a.size()) / cols;
    const auto result =
        loss_eval(part, a, targets<TestType>(part, one.classes, rows, cols), cols);
    for (const double loss : result.loss) CHECK(std::isfinite(loss));
    for (const auto da : result.da) CHECK(std::isfinite(da));
  }
}

TEST_CASE("a class to ignore counts for nothing", "[loss][conformance]") {
  std::size_t found = 0;
  for (const LossCase& one : loss_cases()) {
    INFO(one.setup.name);
    const auto& base = *one.setup.component;
    for (std::uint32_t i = 0; i < base.n_params; ++i) {
      if ((base.params[i]->flags & BACKPLANE_PF_ROLE_IGNORE) == 0) continue;
      const auto ignored = static_cast<std::int32_t>(base.params[i]->def.v.i);
      if (!one.classes) continue;
      ++found;
      const Part part(base, one.setup.settings);
      const Vec<double> a = outputs(part, 2, 5, 24, -3, 3),
                        kept(a.begin() + 5, a.end());
      const auto both = loss_eval(part, a, Targets<double>{{}, {ignored, 2}}, 5);
      const auto alone = loss_eval(part, kept, Targets<double>{{}, {2}}, 5);
      CHECK(both.loss == Vec<double>{0, alone.loss[0]});
      for (std::size_t c = 0; c < 5; ++c) {
        CHECK(both.da[c] == 0);
        CHECK(both.da[5 + c] == alone.da[c]);
      }
      CHECK(loss_weigh(part, a, Targets<double>{{}, {ignored, 2}}, 5)[0] == 0);
      CHECK(loss_weigh(part, a, Targets<double>{{}, {ignored, 2}}, 5)[1] > 0);
    }
  }
  CHECK(found >= 3);
}

TEST_CASE("every loss refuses a target that it does not take",
          "[loss][conformance][error]") {
  for (const LossCase& one : loss_cases()) {
    INFO(one.setup.name);
    const Part part(*one.setup.component, one.setup.settings);
    const auto& table = part.table<backplane_loss>();
    backplane_error error = no_error();
    CHECK(serves(part, one.classes, 10));
    for (const auto form : {BACKPLANE_LOSS_TARGET_INDEX, BACKPLANE_LOSS_TARGET_DENSE})
      if ((table.flags & form) == 0)
        CHECK(table.check(part.self(), 10, form, &error) == BACKPLANE_E_UNSUPPORTED);
    const Vec<double> a{1, 2, 3, 4};
    CHECK_THROWS(loss_eval(part, a, Targets<double>{}, 4));
    if (one.classes) CHECK_THROWS(loss_eval(part, a, Targets<double>{{}, {4}}, 4));
    if (one.classes) CHECK_THROWS(loss_eval(part, a, Targets<double>{{}, {-1}}, 4));
  }
}
