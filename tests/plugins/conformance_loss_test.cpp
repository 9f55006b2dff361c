// What every loss must do, whoever wrote it: over all built plugins, unnamed.
#include <catch2/catch.hpp>
#include <cmath>

#include "math/isa.hpp"
#include "support/block.hpp"
#include "support/every_part.hpp"
#include "support/gradient_check.hpp"

namespace {

using namespace backplane::test;

/// A loss, set up, and one form of target that it takes.
struct Case {
  Setup setup;
  bool classes;
};

const std::vector<Case>& cases() {
  static const auto all = [] {
    std::vector<Case> found;
    for (const Setup& setup : every_part(BACKPLANE_KIND_LOSS)) {
      const auto flags =
          reinterpret_cast<const backplane_loss*>(setup.component)->flags;
      if ((flags & BACKPLANE_LOSS_TARGET_DENSE) != 0) found.push_back({setup, false});
      if ((flags & BACKPLANE_LOSS_TARGET_INDEX) != 0) found.push_back({setup, true});
    }
    return found;
  }();
  return all;
}

/// Targets between 0 and 1, rows summing to 1: fit for every loss.
template <class T>
Targets<T> targets(bool classes, std::int64_t rows, std::int64_t cols) {
  Targets<T> made;
  const auto n = static_cast<std::size_t>(rows * cols);
  const auto values = filled(n, 21, 0.1, 1);
  for (std::int64_t r = 0; r < rows; ++r) {
    if (classes) {
      made.classes.push_back(static_cast<std::int32_t>((r * 7 + 3) % cols));
      continue;
    }
    double total = 0;
    for (std::int64_t c = 0; c < cols; ++c)
      total += values[static_cast<std::size_t>(r * cols + c)];
    for (std::int64_t c = 0; c < cols; ++c)
      made.dense.push_back(
          static_cast<T>(values[static_cast<std::size_t>(r * cols + c)] / total));
  }
  return made;
}

const std::vector<std::pair<std::int64_t, std::int64_t>> kShapes{
    {1, 2}, {3, 7}, {2, 33}, {4, 16}};

double total(const Vec<double>& v) {
  double sum = 0;
  for (const double x : v) sum += x;
  return sum;
}

}  // namespace

TEST_CASE("there are losses to test", "[loss][conformance]") {
  CHECK(cases().size() >= 7);
}

TEST_CASE("every loss's gradient is its derivative", "[loss][conformance][gradient]") {
  for (const Case& one : cases()) {
    INFO(one.setup.name << (one.classes ? " of classes" : " of targets"));
    const Part part(*one.setup.component, one.setup.settings);
    for (const auto& [rows, cols] : kShapes) {
      Vec<double> a = filled(static_cast<std::size_t>(rows * cols), 20, -3, 3);
      const auto t = targets<double>(one.classes, rows, cols);
      for (std::size_t i = 0; i < t.dense.size(); ++i)  // away from kinks at a = t
        if (std::abs(a[i] - t.dense[i]) < 0.01) a[i] += 0.02;
      const auto da = loss_eval(part, a, t, cols, 0.25).da;
      const auto L = [&, c = cols] {
        return 0.25 * total(loss_eval(part, a, t, c, 1, false).loss);
      };
      CHECK(gradient_error(a, da, L) < 1e-8);
    }
  }
}

TEMPLATE_TEST_CASE("a loss is the same without gradient, in place and row by row",
                   "[loss][conformance]", float, double) {
  for (const Case& one : cases()) {
    INFO(one.setup.name);
    const Part part(*one.setup.component, one.setup.settings,
                    backplane::detected_isa());
    const Part plain(*one.setup.component, one.setup.settings);
    for (const auto& [rows, cols] : kShapes) {
      auto a =
          rounded<TestType>(filled(static_cast<std::size_t>(rows * cols), 22, -9, 9));
      const auto t = targets<TestType>(one.classes, rows, cols);
      const auto whole = loss_eval(part, a, t, cols, 0.5);
      const auto baseline = loss_eval(plain, a, t, cols, 0.5);
      CHECK(same_bits(whole.loss, baseline.loss));
      CHECK(same_bits(whole.da, baseline.da));
      CHECK(same_bits(loss_eval(part, a, t, cols, 0.5, false).loss, whole.loss));

      Targets<TestType> last;
      if (one.classes)
        last.classes = {t.classes.back()};
      else
        last.dense.assign(t.dense.end() - cols, t.dense.end());
      const Vec<TestType> last_a(a.end() - cols, a.end());
      const auto alone = loss_eval(part, last_a, last, cols, 0.5);
      CHECK(alone.loss[0] == whole.loss.back());
      CHECK(same_bits(alone.da, Vec<TestType>(whole.da.end() - cols, whole.da.end())));

      if ((part.table<backplane_loss>().flags & BACKPLANE_LOSS_INPLACE) == 0) continue;
      auto args = loss_args(a, t, cols, 0.5);
      Vec<double> loss(static_cast<std::size_t>(rows));
      args.row_loss = loss.data();
      args.dpred = a.data();
      REQUIRE(part.table<backplane_loss>().eval(part.self(), &args) == 0);
      CHECK(same_bits(loss, whole.loss));
      CHECK(same_bits(a, whole.da));
    }
  }
}

TEST_CASE("every loss in float is that in double, rounded", "[loss][conformance]") {
  for (const Case& one : cases()) {
    INFO(one.setup.name);
    const Part part(*one.setup.component, one.setup.settings);
    const auto a = rounded<float>(filled(6 * 33, 23, -5, 5));
    const auto t = targets<float>(one.classes, 6, 33);
    const Vec<double> A(a.begin(), a.end());
    const Targets<double> T{{t.dense.begin(), t.dense.end()}, t.classes};
    const auto single = loss_eval(part, a, t, 33);
    const auto wide = loss_eval(part, A, T, 33);
    for (std::size_t r = 0; r < single.loss.size(); ++r)
      CHECK(single.loss[r] == Approx(wide.loss[r]).epsilon(1e-5));
    for (std::size_t i = 0; i < a.size(); ++i)
      CHECK(static_cast<double>(single.da[i]) == Approx(wide.da[i]).margin(2e-6));
  }
}

TEMPLATE_TEST_CASE("every loss is finite at huge predictions", "[loss][conformance]",
                   float, double) {
  for (const Case& one : cases()) {
    INFO(one.setup.name);
    const Part part(*one.setup.component, one.setup.settings);
    const Vec<TestType> a{1e4, -1e4, 3e4, -1000, 500, 0};
    const auto result = loss_eval(part, a, targets<TestType>(one.classes, 2, 3), 3);
    for (const double loss : result.loss) {
      CHECK(std::isfinite(loss));
      CHECK(loss >= 0);
    }
    for (const auto da : result.da) CHECK(std::isfinite(da));
  }
}

TEST_CASE("every loss refuses a target that it does not take",
          "[loss][conformance][error]") {
  for (const Case& one : cases()) {
    INFO(one.setup.name);
    const Part part(*one.setup.component, one.setup.settings);
    const auto& table = part.table<backplane_loss>();
    backplane_error error = no_error();
    const auto served =
        one.classes ? BACKPLANE_LOSS_TARGET_INDEX : BACKPLANE_LOSS_TARGET_DENSE;
    CHECK(table.check(part.self(), 10, served, &error) == BACKPLANE_OK);
    if ((table.flags & BACKPLANE_LOSS_TARGET_INDEX) == 0)
      CHECK(table.check(part.self(), 10, BACKPLANE_LOSS_TARGET_INDEX, &error) ==
            BACKPLANE_E_UNSUPPORTED);
    const Vec<double> a{1, 2, 3};
    CHECK_THROWS(loss_eval(part, a, Targets<double>{}, 3));
    if (one.classes) CHECK_THROWS(loss_eval(part, a, Targets<double>{{}, {3}}, 3));
  }
}
