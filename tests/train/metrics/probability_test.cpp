// Metrics of probabilities and of ranks, by hand.
#include "train/metrics/probability.hpp"

#include <catch2/catch.hpp>
#include <cmath>
#include <limits>

#include "train/metrics/judge.hpp"

namespace {

using namespace backplane;
using namespace backplane::tests;

constexpr double kNan = std::numeric_limits<double>::quiet_NaN();
constexpr double kInf = std::numeric_limits<double>::infinity();

double log_p(const std::vector<double>& row, bool logits, std::int64_t c) {
  return train::metrics::log_probability(std::span<const double>(row), logits, c);
}

std::vector<double> p(const std::vector<double>& row, bool logits) {
  std::vector<double> out(std::max<std::size_t>(row.size(), 2));
  train::metrics::probabilities(std::span<const double>(row), logits, out);
  return out;
}

}  // namespace

TEST_CASE("probability: exact where a softmax would lose everything",
          "[train][metric][probability]") {
  CHECK(log_p({0, 0}, true, 1) == Approx(-std::log(2)).epsilon(1e-15));
  CHECK(log_p({1000, -1000}, true, 1) == -2000);
  CHECK(log_p({40, 0}, true, 0) == -std::log1p(std::exp(-40)));
  CHECK(log_p({-kInf, 3}, true, 1) == 0);
  CHECK(log_p({800}, true, 0) == -800);
  CHECK(log_p({800}, true, 1) == 0);
  CHECK(log_p({-50}, true, 1) == Approx(-50).epsilon(1e-15));
  CHECK(std::isnan(log_p({kNan, 1}, true, 1)));
  CHECK(std::isnan(log_p({1, kNan}, true, 0)));
}

TEST_CASE(
    "probability: outputs that are no logits are probabilities or their logarithms",
    "[train][metric][probability]") {
  CHECK(log_p({0.25, 0.75}, false, 0) == std::log(0.25));
  CHECK(log_p({std::log(0.25), std::log(0.75)}, false, 1) == std::log(0.75));
  CHECK(log_p({0.25}, false, 0) == std::log1p(-0.25));
  CHECK(p({0.25, 0.75}, false) == std::vector<double>{0.25, 0.75});
  CHECK(p({std::log(0.25), std::log(0.75)}, false)[1] == Approx(0.75).epsilon(1e-15));
  CHECK(p({0.25}, false) == std::vector<double>{0.75, 0.25});
  CHECK(p({0}, true) == std::vector<double>{0.5, 0.5});
  CHECK(p({-800}, true)[0] == 1);
  CHECK(p({1000, 1000, -1000}, true) == std::vector<double>{0.5, 0.5, 0});
}

TEST_CASE("perplexity and bits_per_byte by hand", "[train][metric][perplexity]") {
  const std::vector<double> even = {0, 0, 0, 0};
  CHECK(*value_of("perplexity", even, {2}) == Approx(4).epsilon(1e-15));
  CHECK(*value_of("bits_per_byte", even, {2}) == Approx(2).epsilon(1e-15));
  CHECK(*value_of("bits_per_byte: {bytes: 4}", even, {2}) ==
        Approx(0.5).epsilon(1e-15));
  CHECK(*value_of("perplexity", {0.5, 0.5, 0.125, 0.875}, {0, 0}, false) ==
        Approx(4).epsilon(1e-15));
  CHECK(*value_of("perplexity", {0, 1}, {0}, false) == kInf);
  const auto metric = judge("perplexity", {Targets::labels, 2, false});
  REQUIRE(metric->add(labelled(std::vector<double>{0, 1}, std::vector{0})).ok());
  CHECK(metric->json() == "null");
}

TEST_CASE("calibration_error: bins by hand, edges below",
          "[train][metric][calibration]") {
  // Confidences 0.6 right, 0.6 wrong, 0.9 right in ten bins.
  CHECK(*value_of("calibration_error: 10", {0.6, 0.4, 0.6, 0.4, 0.1, 0.9}, {0, 1, 1},
                  false) ==
        Approx((2 * std::fabs(0.5 - 0.6) + 0.1) / 3).epsilon(1e-14));
  // 0.5 stands in (0.4, 0.5], apart from 0.5 + eps.
  const double above = 0.5 + 1e-9;
  CHECK(*value_of("calibration_error: 2", {0.5, above}, {1, 1}, false) ==
        Approx((0.5 + 0.5 - 1e-9) / 2).epsilon(1e-12));
  CHECK(*value_of("calibration_error", {100, -100}, {1, 0}) == Approx(0).margin(1e-15));
  CHECK(*value_of("calibration_error", {100, -100}, {0, 1}) == 1);
  CHECK(*value_of("calibration_error", {1.5, -0.25}, {1, 0}, false) == 0);
  CHECK(std::isnan(*value_of("calibration_error", {kNan, 1}, {0, 1})));
}

TEST_CASE("roc_auc: pairs in order, ties count half", "[train][metric][roc_auc]") {
  CHECK(*value_of("roc_auc", {1, 2, 3, 4}, {0, 1, 0, 1}) == 0.75);
  CHECK(*value_of("roc_auc", {1, 1, 1, 1}, {0, 1, 0, 1}) == 0.5);
  CHECK(*value_of("roc_auc", {1, 2, 2, 4}, {0, 1, 0, 1}) == 0.875);
  CHECK(*value_of("roc_auc", {3, 2, 1}, {0, 0, 1}) == 0);
  SECTION("logits that a sigmoid would make equal are not") {
    CHECK(*value_of("roc_auc", {50, 60}, {0, 1}) == 1);
    CHECK(*value_of("roc_auc", {0, 50, 0, 60}, {0, 1}) == 1);
  }
  SECTION("one class alone has no order, NaN none at all") {
    CHECK_FALSE(value_of("roc_auc", {1, 2}, {1, 1}).has_value());
    CHECK(std::isnan(*value_of("roc_auc", {1, kNan}, {1, 0})));
    CHECK(*value_of("roc_auc", {1, kNan, 2}, {0, -1, 1}) == 1);
  }
  SECTION("a class without rows does not count") {
    CHECK(*value_of("roc_auc", {3, 1, 0, 1, 3, 0}, {0, 1}) == 1);
  }
}

TEST_CASE("average_precision: steps of recall by hand", "[train][metric][roc_auc]") {
  CHECK(*value_of("average_precision", {4, 3, 2, 1}, {1, 0, 1, 0}) ==
        Approx((1 + 2.0 / 3) / 2).epsilon(1e-15));
  CHECK(*value_of("average_precision", {1, 1, 1, 1}, {1, 0, 0, 0}) == 0.25);
  CHECK_FALSE(value_of("average_precision", {1, 2}, {0, 0}).has_value());
}

TEST_CASE("roc_auc and average_precision: too many classes are refused",
          "[train][metric][roc_auc][error]") {
  const MetricTask task{Targets::labels, 5000, true};
  for (const char* id : {"roc_auc", "average_precision"}) {
    const auto made = metrics_of({metric(id)}, task);
    REQUIRE_FALSE(made.ok());
    CHECK(made.error().code == "E0371");
    CHECK_THAT(made.error().message, Catch::Contains("4096"));
  }
}

TEST_CASE("mape: a part of the target", "[train][metric][mape]") {
  const auto mape = judge("mape", {Targets::dense, 1, false});
  CHECK(*value_of(*mape, dense(std::vector<double>{90, -4},
                               std::vector<double>{100, -5}, 1)) ==
        Approx(0.15).epsilon(1e-15));
  CHECK(*value_of(*mape, dense(std::vector<double>{1}, std::vector<double>{0}, 1)) ==
        1 / std::numeric_limits<double>::epsilon());
}
