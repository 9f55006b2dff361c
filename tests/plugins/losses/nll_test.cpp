// nll: by hand, with weights and a class to ignore; after log_softmax it is
// cross_entropy.
#include <catch2/catch.hpp>
#include <cmath>

#include "support/block.hpp"

using backplane::test::Part, backplane::test::Targets, backplane::test::Vec;

TEMPLATE_TEST_CASE("nll is minus the log-probability of the class", "[loss][nll]",
                   float, double) {
  const Vec<TestType> a{-0.5, -2, -3, -4, -1, -0.25};
  const auto result = loss_eval(Part("nll"), a, Targets<TestType>{{}, {1, 2}}, 3, 0.5);
  CHECK(result.loss == Vec<double>{2, 0.25});
  CHECK(result.da == Vec<TestType>{0, -0.5, 0, 0, 0, -0.5});
}

TEST_CASE("nll weighs rows by their classes", "[loss][nll]") {
  const Part loss("nll", {{"weight", Vec<double>{3, 0.5}}});
  const Vec<double> a{-0.5, -2, -3, -4};
  const Targets<double> t{{}, {0, 1}};
  const auto result = loss_eval(loss, a, t, 2, 2);
  CHECK(result.loss == Vec<double>{1.5, 2});
  CHECK(result.da == Vec<double>{-6, 0, 0, -1});
  CHECK(loss_weigh(loss, a, t, 2) == Vec<double>{3, 0.5});
}

TEST_CASE("nll leaves the class to ignore out, be it a class or none", "[loss][nll]") {
  const int ignored = GENERATE(1, 255, -1);
  const Part loss("nll", {{"ignore_index", ignored}});
  const Vec<double> a{-0.5, -2, -3, -4};
  const Targets<double> t{{}, {ignored, 0}};
  const auto result = loss_eval(loss, a, t, 2);
  CHECK(result.loss == Vec<double>{0, 3});
  CHECK(result.da == Vec<double>{0, 0, -1, 0});
  CHECK(loss_weigh(loss, a, t, 2) == Vec<double>{0, 1});
}

TEST_CASE("nll after log_softmax is cross_entropy", "[loss][nll]") {
  const Vec<double> z{0.3, -1.2, 2.0, 4, 4, 4};
  const Targets<double> t{{}, {2, 0}};
  const Part softmax("log_softmax");
  const auto a = act_forward(softmax, z, 3);
  const auto result = loss_eval(Part("nll"), a, t, 3);
  const auto dz = act_backward(softmax, z, result.da, 3);
  const auto want = loss_eval(Part("cross_entropy"), z, t, 3);
  for (std::size_t i = 0; i < z.size(); ++i)
    CHECK(dz[i] == Approx(want.da[i]).margin(1e-15));
  CHECK(result.loss[0] == Approx(want.loss[0]).epsilon(1e-14));
}

TEST_CASE("nll needs log-probabilities and class numbers", "[loss][nll][error]") {
  const Part part("nll");
  const auto& table = part.table<backplane_loss>();
  CHECK(std::string(table.needs_activations) == "log_softmax, log, identity");
  backplane_error error = backplane::test::no_error();
  CHECK(table.check(part.self(), 3, BACKPLANE_LOSS_TARGET_DENSE, &error) ==
        BACKPLANE_E_UNSUPPORTED);
  CHECK_THROWS(loss_eval(part, Vec<double>{1, 2}, Targets<double>{{}, {2}}, 2));
}
