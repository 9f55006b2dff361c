// Metrics of classes, by hand.
#include <catch2/catch.hpp>
#include <cmath>
#include <limits>

#include "train/metrics/judge.hpp"

namespace {

using namespace backplane;
using namespace backplane::tests;

constexpr double kNan = std::numeric_limits<double>::quiet_NaN();

// Three classes, six rows: targets 0 0 1 1 2 2, said 0 1 1 1 2 0.
const std::vector<double> kOutputs = {1, 0, 0, 0, 1, 0, 0, 1, 0,
                                      0, 1, 0, 0, 0, 1, 1, 0, 0};
const std::vector<std::int32_t> kLabels = {0, 0, 1, 1, 2, 2};

std::string refusal(const std::string& yaml, const MetricTask& task) {
  const auto made = metrics_of({metric(yaml)}, task);
  return made.ok() ? "" : made.error().code;
}

}  // namespace

TEST_CASE("precision, recall and f1: the averages by hand", "[train][metric][f1]") {
  CHECK(*value_of("precision: macro", kOutputs, kLabels) ==
        Approx((1.0 / 2 + 2.0 / 3 + 1) / 3).epsilon(1e-15));
  CHECK(*value_of("recall: macro", kOutputs, kLabels) ==
        Approx((1.0 / 2 + 1 + 1.0 / 2) / 3).epsilon(1e-15));
  CHECK(*value_of("f1", kOutputs, kLabels) ==
        Approx((2.0 / 4 + 4.0 / 5 + 2.0 / 3) / 3).epsilon(1e-15));
  for (const char* micro : {"precision: micro", "recall: micro", "f1: micro"})
    CHECK(*value_of(micro, kOutputs, kLabels) == Approx(4.0 / 6).epsilon(1e-15));
  CHECK(*value_of("f1: weighted", {1, 0, 1, 0, 0, 1}, {0, 0, 1}) == 1);
}

TEST_CASE("precision, recall and f1: of two classes, class 1 unless asked otherwise",
          "[train][metric][f1]") {
  const std::vector<double> outputs = {1, 1, -1, -1};
  const std::vector<std::int32_t> labels = {1, 0, 1, 0};
  CHECK(*value_of("precision", outputs, labels) == 0.5);
  CHECK(*value_of("recall", {1, 1, -1}, {1, 1, 1}) == Approx(2.0 / 3));
  CHECK(*value_of("f1: binary", {1, 1, -1}, {1, 0, 0}) == Approx(2.0 / 3));
  CHECK(refusal("f1: binary", {Targets::labels, 3, true}) == "E0371");
  CHECK(refusal("f1: binary", {Targets::labels, 2, true}).empty());
  CHECK(refusal("recall", {Targets::none, 3, true}) == "E0370");
}

TEST_CASE("precision, recall and f1: what 0 / 0 is, is told", "[train][metric][f1]") {
  const std::vector<double> none = {-1, -1};
  CHECK(*value_of("precision", none, {0, 0}) == 0);
  for (const char* one : {"precision: {zero_division: 1}", "recall: {zero_division: 1}",
                          "f1: {zero_division: 1}"})
    CHECK(*value_of(one, none, {0, 0}) == 1);
  CHECK(*value_of("f1: {zero_division: 1}", none, {0, 1}) == 0);
}

TEST_CASE("precision and recall: a row with NaN says nothing", "[train][metric][f1]") {
  const std::vector<double> outputs = {kNan, 1};
  CHECK(*value_of("precision", outputs, {1, 1}) == 1);
  CHECK(*value_of("recall", outputs, {1, 1}) == 0.5);
  CHECK(*value_of("balanced_accuracy", outputs, {1, 1}) == 0.5);
  CHECK(*value_of("matthews", {kNan, 1, -1}, {1, 1, 0}) ==
        Approx(3.0 / std::sqrt(4.0 * 6.0)));
}

TEST_CASE("f1: for people, the classes' own scores too", "[train][metric][f1]") {
  const auto f1 = judge("f1", {Targets::labels, 3, true});
  CHECK(f1->text({}) == "none");
  REQUIRE(f1->add(labelled(kOutputs, kLabels)).ok());
  CHECK(f1->text({"boot", "sneaker"}) ==
        "0.655556\n"
        "class           f1     rows\n"
        "boot        0.5000        2\n"
        "sneaker     0.8000        2\n"
        "2           0.6667        2");
  CHECK(f1->json() == "0.6555555555555556");
  const auto two = judge("f1", {Targets::labels, 2, true});
  REQUIRE(two->add(labelled(std::vector<double>{0, 1}, std::vector{1})).ok());
  CHECK(two->text({}) == "1");
}

TEST_CASE("balanced_accuracy and matthews by hand", "[train][metric][matthews]") {
  CHECK(*value_of("balanced_accuracy", {1, 0, 1, 0, 1, 0, 0, 1}, {0, 0, 0, 1}) == 1);
  CHECK(*value_of("balanced_accuracy", {1, 0, 1, 0, 0, 1, 1, 0}, {0, 0, 0, 1}) ==
        Approx((2.0 / 3) / 2));
  // tp 2, tn 1, fp 1, fn 0.
  CHECK(*value_of("matthews", {1, 1, -1, 1}, {1, 1, 0, 0}) ==
        Approx(2 / std::sqrt(3.0 * 2 * 2 * 1)).epsilon(1e-15));
  CHECK(*value_of("matthews", {1, -1}, {0, 1}) == -1);
  CHECK(*value_of("matthews", {1, 1}, {1, 1}) == 0);
}

TEST_CASE("classes: dense targets count by their largest entry", "[train][metric]") {
  const std::vector<double> outputs = {1, 0, 0, 1}, targets = {0.9, 0.1, 1, 0};
  for (const char* yaml : {"f1: macro", "balanced_accuracy", "roc_auc"}) {
    const auto metric = judge(yaml, {Targets::dense, 2, true});
    CAPTURE(yaml);
    CHECK(metric->add(dense(outputs, targets, 2)).ok());
    CHECK(metric->add(dense(outputs, outputs, 2)).ok());
    const std::vector<double> measured = {21.5, 3};
    CHECK(metric->add(dense(targets, measured, 2)).error().code == "E0373");
  }
}
