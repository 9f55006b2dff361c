// dice: by hand, with squares, without smoothing, of class numbers.
#include <catch2/catch.hpp>
#include <cmath>

#include "support/block.hpp"
#include "support/gradient_check.hpp"

using backplane::test::Part, backplane::test::Targets, backplane::test::Vec;

TEMPLATE_TEST_CASE("dice measures how little two rows overlap", "[loss][dice]", float,
                   double) {
  const Vec<TestType> a{0.5, 1, 0, 0.5};
  const Targets<TestType> t{{1, 1, 0, 0}, {}};
  const auto result = loss_eval(Part("dice"), a, t, 4, 25);
  CHECK(result.loss[0] ==
        Approx(1 - 4.0 / 5).epsilon(1e-15));  // (2 1.5 + 1)/(2 + 2 + 1)
  // -(2 t 5 - 4) / 25
  CHECK(result.da == Vec<TestType>{-6, -6, 4, 4});
}

TEMPLATE_TEST_CASE("dice may sum squares", "[loss][dice]", float, double) {
  const Part loss("dice", {{"squared", true}, {"smooth", 0.0}});
  const Vec<TestType> a{0.5, 1, 0, 0.5};
  const Targets<TestType> t{{1, 1, 0, 0}, {}};
  const auto result = loss_eval(loss, a, t, 4);
  CHECK(result.loss[0] == Approx(1 - 3 / 3.5).epsilon(1e-15));  // 3 / (1.5 + 2)
  const double slope = -(2 * 1 * 3.5 - 3 * 2 * 0.5) / (3.5 * 3.5);
  CHECK(static_cast<double>(result.da[0]) == Approx(slope).epsilon(1e-6));
}

TEMPLATE_TEST_CASE("dice is 0 where the rows agree and 1 where they are apart",
                   "[loss][dice]", float, double) {
  const bool squared = GENERATE(false, true);
  const Part loss("dice", {{"smooth", 0.0}, {"squared", squared}});
  const auto result = loss_eval(loss, Vec<TestType>{1, 0, 0, 1},
                                Targets<TestType>{{1, 0, 1, 0}, {}}, 2);
  CHECK(result.loss == Vec<double>{0, 1});
}

TEMPLATE_TEST_CASE("dice of nothing where nothing is wanted is 0", "[loss][dice]",
                   float, double) {
  const Vec<TestType> none{0, 0};
  const Targets<TestType> t{{0, 0}, {}};
  const auto result = loss_eval(Part("dice", {{"smooth", 0.0}}), none, t, 2);
  CHECK(result.loss == Vec<double>{0});
  CHECK(result.da == Vec<TestType>{0, 0});
  CHECK(loss_eval(Part("dice"), none, t, 2).loss == Vec<double>{0});
}

TEST_CASE("dice takes a class for a row with one 1", "[loss][dice]") {
  const bool squared = GENERATE(false, true);
  const Part loss("dice", {{"squared", squared}});
  Vec<double> a{0.2, 0.7, 0.1};
  const auto label = loss_eval(loss, a, Targets<double>{{}, {1}}, 3);
  const auto row = loss_eval(loss, a, Targets<double>{{0, 1, 0}, {}}, 3);
  CHECK(label.loss == row.loss);
  CHECK(label.da == row.da);
  const auto L = [&] {
    return loss_eval(loss, a, Targets<double>{{}, {1}}, 3, 1, false).loss[0];
  };
  CHECK(backplane::test::gradient_error(a, label.da, L) < 1e-9);
}

TEST_CASE("dice needs probabilities", "[loss][dice][error]") {
  const Part part("dice");
  const auto& table = part.table<backplane_loss>();
  CHECK(std::string(table.needs_activations) ==
        "sigmoid, softmax, hard_sigmoid, identity");
  for (const auto side : {BACKPLANE_LOSS_PREDICTIONS, BACKPLANE_LOSS_TARGETS}) {
    double low = -9, high = 9;
    table.domain(part.self(), side, 3, 1, &low, &high);
    CHECK(low == 0);
    CHECK(high == 1);
  }
}
