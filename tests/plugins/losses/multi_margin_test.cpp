// multi_margin: by hand, with both powers, weights and margins.
#include <catch2/catch.hpp>

#include "support/block.hpp"

using backplane::test::Part, backplane::test::Targets, backplane::test::Vec;

TEMPLATE_TEST_CASE("multi_margin holds each class against the right one",
                   "[loss][multi_margin]", float, double) {
  // Short of the margin: 1 - 2 + 1.5 = 0.5 and 1 - 2 + 3 = 2, and 1 - 2 - 4 < 0.
  const Vec<TestType> a{1.5, 2, 3, -4};
  const auto result =
      loss_eval(Part("multi_margin"), a, Targets<TestType>{{}, {1}}, 4, 4);
  CHECK(result.loss == Vec<double>{2.5 / 4});
  CHECK(result.da == Vec<TestType>{1, -2, 1, 0});
}

TEMPLATE_TEST_CASE("multi_margin squares, shifts and weighs", "[loss][multi_margin]",
                   float, double) {
  const Part loss("multi_margin",
                  {{"p", 2}, {"margin", 2.0}, {"weight", Vec<double>{1, 0.5, 1, 1}}});
  const Vec<TestType> a{1.5, 2, 3, -4};
  const Targets<TestType> t{{}, {1}};
  const auto result = loss_eval(loss, a, t, 4, 4);
  // 1.5^2 + 3^2 = 11.25, times 0.5, over 4 classes.
  CHECK(result.loss == Vec<double>{11.25 * 0.5 / 4});
  CHECK(result.da == Vec<TestType>{1.5, -4.5, 3, 0});
}

TEST_CASE("multi_margin's rows weigh alike, whatever their classes do",
          "[loss][multi_margin]") {
  CHECK(Part("multi_margin").table<backplane_loss>().weigh == nullptr);
}

TEMPLATE_TEST_CASE("multi_margin of one class costs nothing", "[loss][multi_margin]",
                   float, double) {
  const auto result =
      loss_eval(Part("multi_margin"), Vec<TestType>{-7}, Targets<TestType>{{}, {0}}, 1);
  CHECK(result.loss == Vec<double>{0});
  CHECK(result.da == Vec<TestType>{0});
}

TEST_CASE("multi_margin's weights must be as many as the classes",
          "[loss][multi_margin][error]") {
  const Part loss("multi_margin", {{"weight", Vec<double>{1, 2}}});
  const auto& table = loss.table<backplane_loss>();
  backplane_error error = backplane::test::no_error();
  CHECK(table.check(loss.self(), 3, BACKPLANE_LOSS_TARGET_INDEX, &error) ==
        BACKPLANE_E_INVALID);
  CHECK(std::string(error.message) ==
        "'weight' has 2 entries, but there are 3 classes");
  CHECK(table.check(loss.self(), 2, BACKPLANE_LOSS_TARGET_DENSE, &error) ==
        BACKPLANE_E_UNSUPPORTED);
  CHECK(std::string(error.message) == "takes class numbers, but gets dense targets");
}
