// What an author says of a loss reaches its table, and what is not said stays away.
#include "backplane/sdk/loss.hpp"

#include <catch2/catch.hpp>

#include "support/block.hpp"

namespace {

using namespace backplane::test;
using backplane::sdk::LossRow;

struct Plain {
  template <class T>
  T f(T a, T t) const {
    return (a - t) * (a - t);
  }
};

/// Half of the outputs have a target; rows of one class are left out.
struct Full {
  std::int64_t pad = 5;
  static constexpr auto params =
      backplane::params(backplane::field(&Full::pad, "pad", 5, "left out").ignored());
  static constexpr std::uint32_t targets =
      BACKPLANE_LOSS_TARGET_INDEX | BACKPLANE_LOSS_TARGET_DENSE;
  static constexpr const char* needs = "softmax, identity";
  std::int64_t target_cols(std::int64_t cols) const { return cols / 2; }
  backplane::sdk::Range output_range(std::int64_t cols, std::int64_t col) const {
    return {static_cast<double>(cols), static_cast<double>(col)};
  }
  backplane::sdk::Range target_range() const { return backplane::at_least(3); }
  template <class T>
  double row(const LossRow<T>& row) const {
    if (row.da != nullptr) row.da[0] = row.da[1] = T(1);
    return static_cast<double>(row.a[0]) + static_cast<double>(row.label);
  }
};

/// Its rows weigh what their class says.
struct Weighing : Full {
  std::int64_t own = -7;
  static constexpr auto params = backplane::params(
      backplane::field(&Weighing::own, "pad", -7, "left out").ignored());
  template <class T>
  double weight(const LossRow<T>& row) const {
    return static_cast<double>(row.label) + 10;
  }
};

constexpr auto kPlain = backplane::loss<Plain>("test.plain", "", "1.0.0");
constexpr auto kFull = backplane::loss<Full>("test.full", "", "1.0.0");
constexpr auto kWeighing = backplane::loss<Weighing>("test.weighing", "", "1.0.0");

}  // namespace

TEST_CASE("a plain loss's table says nothing beyond the formula", "[sdk][loss]") {
  CHECK(kPlain.needs_activations == nullptr);
  CHECK(kPlain.target_cols == nullptr);
  CHECK(kPlain.domain == nullptr);
  CHECK(kPlain.weigh == nullptr);
}

TEST_CASE("what a loss takes stands in its table", "[sdk][loss]") {
  const Part part(kFull.base);
  CHECK(std::string(kFull.needs_activations) == "softmax, identity");
  CHECK(kFull.target_cols(part.self(), 8) == 4);
  double low = -1, high = 1;
  kFull.domain(part.self(), BACKPLANE_LOSS_PREDICTIONS, 2, 9, &low, &high);
  CHECK(low == 2);
  CHECK(high == 9);
  kFull.domain(part.self(), BACKPLANE_LOSS_TARGETS, 2, 0, &low, &high);
  CHECK(low == 3);
  CHECK(std::isinf(high));
}

TEST_CASE("rows of the class to ignore never reach the formula", "[sdk][loss]") {
  CHECK((kFull.base.params[0]->flags & BACKPLANE_PF_ROLE_IGNORE) != 0);
  const Part part(kFull.base);
  const Vec<double> a{2, 3, 4, 5};
  const Targets<double> t{{}, {5, 1}};
  const auto result = loss_eval(part, a, t, 2);
  CHECK(result.loss == Vec<double>{0, 5});
  CHECK(result.da == Vec<double>{0, 0, 1, 1});
  CHECK(loss_weigh(part, a, t, 2) == Vec<double>{0, 1});
  const Part other(kFull.base, {{"pad", 0}});
  CHECK(loss_eval(other, a, Targets<double>{{}, {1, 0}}, 2).loss == Vec<double>{3, 0});
}

TEST_CASE("a loss that weighs is not asked about the class to ignore", "[sdk][loss]") {
  const Part part(kWeighing.base);
  const Targets<double> t{{}, {-7, 1}};
  CHECK(loss_weigh(part, Vec<double>{2, 3, 4, 5}, t, 2) == Vec<double>{0, 11});
}

TEST_CASE("other classes outside of the outputs are refused", "[sdk][loss][error]") {
  const Part part(kFull.base);
  for (const std::int32_t label : {-100, -1, 2, 6})
    CHECK_THROWS_WITH(
        loss_eval(part, Vec<double>{2, 3}, Targets<double>{{}, {label}}, 2),
        "class " + std::to_string(label) + " is not one of the 2 classes");
  // Dense targets are no classes, whatever number they are.
  CHECK(loss_eval(part, Vec<double>{2, 3}, Targets<double>{{5}, {}}, 2).loss[0] == 2);
}
