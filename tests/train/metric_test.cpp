// Metrics against values by hand.
#include "train/metric.hpp"

#include <catch2/catch.hpp>
#include <cmath>
#include <limits>
#include <nlohmann/json.hpp>

#include "train/bound.hpp"
#include "train/pieces.hpp"

namespace {

using namespace backplane;
using data::Targets;
using train::MetricBatch;
using train::MetricTask;

constexpr double kNan = std::numeric_limits<double>::quiet_NaN();
constexpr double kInf = std::numeric_limits<double>::infinity();

config::Bound bound(
    std::string_view id,
    std::initializer_list<std::pair<std::string_view, Value>> values = {}) {
  return tests::bound(metric_table(), id, values);
}

std::unique_ptr<train::Metric> made(const config::Bound& chosen,
                                    const MetricTask& task) {
  const train::MetricKind* kind = train::find_metric(chosen.id());
  REQUIRE(kind != nullptr);
  REQUIRE(kind->check(chosen, task).ok());
  return kind->make(chosen, task);
}

std::string refusal(const config::Bound& chosen, const MetricTask& task) {
  const Outcome outcome = train::find_metric(chosen.id())->check(chosen, task);
  return outcome.ok() ? "" : outcome.error().code;
}

MetricBatch labelled(const std::vector<double>& outputs,
                     const std::vector<std::int32_t>& labels) {
  const auto rows = static_cast<std::int64_t>(labels.size());
  return {
      DType::f64,     rows,          static_cast<std::int64_t>(outputs.size()) / rows,
      outputs.data(), labels.data(), nullptr};
}

MetricBatch dense(const std::vector<double>& outputs,
                  const std::vector<double>& targets, std::int64_t cols) {
  return {DType::f64, static_cast<std::int64_t>(outputs.size()) / cols,
          cols,       outputs.data(),
          nullptr,    targets.data()};
}

double of(train::Metric& metric, const MetricBatch& batch) {
  metric.reset();
  REQUIRE(metric.add(batch).ok());
  REQUIRE(metric.value().has_value());
  return *metric.value();
}

}  // namespace

TEST_CASE("accuracy: counts rows whose largest output is the label's",
          "[train][metric]") {
  auto metric = made(bound("accuracy"), {Targets::labels, 3, true});
  CHECK_FALSE(metric->value().has_value());
  CHECK(metric->json() == "null");
  const std::vector<double> outputs = {1, 2, 0, -1, -3, -2, 0, 0, 5, 4, 1, 1};
  const std::vector<std::int32_t> labels = {1, 0, 2, 2};
  CHECK(of(*metric, labelled(outputs, labels)) == 0.75);
  CHECK(metric->json() == "0.75");
  CHECK(metric->higher_is_better());

  REQUIRE(metric->add(labelled(outputs, labels)).ok());
  CHECK(metric->value() == 0.75);
  metric->reset();
  CHECK_FALSE(metric->value().has_value());
}

TEST_CASE("accuracy: float outputs count as double ones do", "[train][metric]") {
  auto metric = made(bound("accuracy"), {Targets::labels, 2, true});
  const std::vector<float> outputs = {1, 2, 3, 1};
  const std::vector<std::int32_t> labels = {1, 1};
  CHECK(of(*metric, {DType::f32, 2, 2, outputs.data(), labels.data(), nullptr}) == 0.5);
}

TEST_CASE("accuracy: the first of equals is said, NaN says nothing",
          "[train][metric]") {
  auto metric = made(bound("accuracy"), {Targets::labels, 2, true});
  CHECK(of(*metric, labelled({7, 7, 7, 7}, {0, 1})) == 0.5);
  CHECK(of(*metric, labelled({kNan, 1, 1, kNan, kNan, kNan}, {1, 0, 0})) == 0);
  CHECK(of(*metric, labelled({kInf, 1, -kInf, -kInf}, {0, 0})) == 1);
}

TEST_CASE("accuracy: one output is a logit or a value", "[train][metric]") {
  auto logit = made(bound("accuracy"), {Targets::labels, 1, true});
  auto value = made(bound("accuracy"), {Targets::labels, 1, false});
  const std::vector<double> outputs = {-1, 0.25, 0.75, 0};
  CHECK(of(*logit, labelled(outputs, {0, 1, 1, 0})) == 1);
  CHECK(of(*value, labelled(outputs, {0, 0, 1, 0})) == 1);
  CHECK(of(*value, labelled({kNan, kNan}, {0, 1})) == 0);
}

TEST_CASE("accuracy: dense targets are classes by their largest entry",
          "[train][metric]") {
  auto metric = made(bound("accuracy"), {Targets::dense, 2, true});
  const std::vector<double> outputs = {1, 0, 0, 1}, targets = {0.9, 0.1, 1, 0};
  CHECK(of(*metric, dense(outputs, targets, 2)) == 0.5);

  auto single = made(bound("accuracy"), {Targets::dense, 1, false});
  CHECK(of(*single, dense({0.9, 0.1, 0.2}, {1, 0, 1}, 1)) == Approx(2.0 / 3));

  CHECK(of(*single, dense({0.9, 0.1, 0.2}, {1, -1, 1}, 1)) == Approx(2.0 / 3));
  CHECK_FALSE(single->add(dense({0.5}, {-0.5}, 1)).ok());

  const Outcome measured = single->add(dense({0.5}, {21.5}, 1));
  REQUIRE_FALSE(measured.ok());
  CHECK(measured.error().code == "E0373");
  CHECK_FALSE(metric->add(dense({0, 1}, {kNan, 0}, 2)).ok());
}

TEST_CASE("top_k: the target is among the k largest", "[train][metric]") {
  const config::Bound two = bound("top_k", {{"k", Value::integer(2)}});
  auto metric = made(two, {Targets::labels, 4, true});
  CHECK(metric->name() == "top_2");
  CHECK(of(*metric, labelled({4, 3, 2, 1}, {0})) == 1);
  CHECK(of(*metric, labelled({4, 3, 2, 1}, {1})) == 1);
  CHECK(of(*metric, labelled({4, 3, 2, 1}, {2})) == 0);
  SECTION("equal outputs: the first are larger") {
    CHECK(of(*metric, labelled({1, 1, 1, 1}, {1})) == 1);
    CHECK(of(*metric, labelled({1, 1, 1, 1}, {2})) == 0);
  }
  SECTION("NaN is never right") {
    CHECK(of(*metric, labelled({4, 3, kNan, 1}, {0})) == 0);
  }
  SECTION("more than there are outputs") {
    CHECK(refusal(bound("top_k"), {Targets::labels, 4, true}) == "E0371");
    CHECK(refusal(two, {Targets::labels, 1, true}) == "E0371");
    CHECK(refusal(two, {Targets::none, 4, true}) == "E0370");
    CHECK(refusal(two, {Targets::labels, 2, true}).empty());
  }
}

TEST_CASE("confusion_matrix: rows by target, columns by what was said",
          "[train][metric]") {
  auto metric = made(bound("confusion_matrix"), {Targets::labels, 2, true});
  REQUIRE(metric->add(labelled({2, 1, 1, 2, 1, 2, 1, 2}, {0, 0, 1, 1})).ok());
  CHECK_FALSE(metric->value().has_value());
  CHECK(metric->json() == "[[1,1],[0,2]]");
  CHECK(metric->text({}) ==
        "target      0      1\n"
        "0           1      1\n"
        "1           0      2");
  CHECK_THAT(metric->text({"trouser", "shirt"}),
             Catch::Contains("trouser      1      1"));

  REQUIRE(metric->add(labelled({kNan, 1}, {1})).ok());
  CHECK(metric->json() == "[[1,1,0],[0,2,1]]");
  CHECK(nlohmann::json::parse(metric->json())[1][2] == 1);
  metric->reset();
  CHECK(metric->json() == "[[0,0],[0,0]]");
}

TEST_CASE("confusion_matrix: one output has two classes", "[train][metric]") {
  auto metric = made(bound("confusion_matrix"), {Targets::labels, 1, true});
  REQUIRE(metric->add(labelled({-1, 1, 1}, {0, 0, 1})).ok());
  CHECK(metric->json() == "[[1,1],[0,1]]");
  CHECK(refusal(bound("confusion_matrix"), {Targets::labels, 100'000, true}) ==
        "E0371");
}

TEST_CASE("mae and rmse: means over rows and outputs", "[train][metric]") {
  auto mae = made(bound("mae"), {Targets::dense, 2, false});
  auto rmse = made(bound("rmse"), {Targets::dense, 2, false});
  const std::vector<double> outputs = {1, 2, 3, 4}, targets = {0, 4, 3, 8};
  CHECK(of(*mae, dense(outputs, targets, 2)) == 7.0 / 4);
  CHECK(of(*rmse, dense(outputs, targets, 2)) == std::sqrt(21.0 / 4));
  CHECK_FALSE(mae->higher_is_better());
  CHECK_FALSE(rmse->higher_is_better());
  CHECK(of(*mae, dense({kInf, 0}, {0, 0}, 2)) == kInf);
  CHECK(mae->json() == "null");
  CHECK(std::isnan(of(*rmse, dense({kNan, 0}, {0, 0}, 2))));
}

TEST_CASE("mae: the same bits however rows are cut into batches", "[train][metric]") {
  auto metric = made(bound("mae"), {Targets::dense, 1, false});
  std::vector<double> outputs, targets(1000, 0.0);
  for (int i = 0; i < 1000; ++i) outputs.push_back(std::sin(i) * std::pow(10, i % 17));
  const double whole = of(*metric, dense(outputs, targets, 1));
  metric->reset();
  for (std::size_t i = 0; i < 1000; i += 8) {
    const MetricBatch part{DType::f64,         8,       1,
                           outputs.data() + i, nullptr, targets.data() + i};
    REQUIRE(metric->add(part).ok());
  }
  CHECK(metric->value() == whole);
}

TEST_CASE("r2: the part of the variance that is explained", "[train][metric]") {
  auto metric = made(bound("r2"), {Targets::dense, 1, false});
  CHECK(of(*metric, dense({1, 2, 3}, {1, 2, 3}, 1)) == 1);
  CHECK(of(*metric, dense({2, 2, 2}, {1, 2, 3}, 1)) == 0);
  CHECK(of(*metric, dense({2.5, 0, 2, 8}, {3, -0.5, 2, 7}, 1)) ==
        Approx(1 - 1.5 / 29.1875).epsilon(1e-14));
  SECTION("far from zero nothing is lost") {
    CHECK(of(*metric, dense({1e9 + 2.5, 1e9, 1e9 + 2, 1e9 + 8},
                            {1e9 + 3, 1e9 - 0.5, 1e9 + 2, 1e9 + 7}, 1)) ==
          Approx(1 - 1.5 / 29.1875).epsilon(1e-12));
  }
  SECTION("targets that are all equal") {
    CHECK(of(*metric, dense({5, 5}, {5, 5}, 1)) == 1);
    CHECK(of(*metric, dense({5, 6}, {5, 5}, 1)) == 0);
  }
  SECTION("several outputs: the mean of theirs") {
    auto two = made(bound("r2"), {Targets::dense, 2, false});
    CHECK(of(*two, dense({1, 2, 2, 2, 3, 2}, {1, 1, 2, 2, 3, 3}, 2)) == 0.5);
  }
}

TEST_CASE("metrics: what cannot be asked is refused at its place",
          "[train][metric][error]") {
  for (const char* id : {"mae", "rmse", "r2"}) {
    CHECK(refusal(bound(id), {Targets::labels, 3, true}) == "E0372");
    CHECK(refusal(bound(id), {Targets::none, 3, true}) == "E0370");
  }
  CHECK(refusal(bound("accuracy"), {Targets::none, 3, true}) == "E0370");

  const auto wrong = backplane::tests::metrics_of(
      {bound("mae"), bound("accuracy"), bound("r2")}, {Targets::labels, 3, true});
  REQUIRE_FALSE(wrong.ok());
  CHECK(wrong.error().place.line == 7);

  const MetricTask task{Targets::labels, 9, true};
  CHECK(backplane::tests::metrics_of({bound("accuracy"), bound("accuracy")}, task)
            .error()
            .code == "E0375");
  const auto both = backplane::tests::metrics_of(
      {bound("top_k"), bound("top_k", {{"k", Value::integer(3)}})}, task);
  REQUIRE(both.ok());
  CHECK((*both)[0].name == "top_5");
  CHECK((*both)[1].name == "top_3");
}
