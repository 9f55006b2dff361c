// Every metric as scikit-learn has it (scripts/make_table_fixtures.py).
#include <catch2/catch.hpp>
#include <cmath>
#include <fstream>
#include <nlohmann/json.hpp>
#include <set>

#include "train/metrics/judge.hpp"

namespace {

using namespace backplane;
using namespace backplane::tests;
using nlohmann::json;

json fixture() {
  std::ifstream file(BACKPLANE_SOURCE_DIR "/tests/fixtures/tables/metrics.json");
  REQUIRE(file.good());
  return json::parse(file);
}

struct Set {
  std::int64_t cols = 1;
  bool logits = true;
  std::vector<double> outputs;
  std::vector<std::int32_t> labels;

  explicit Set(const json& set)
      : cols(set["cols"]),
        logits(set["logits"]),
        outputs(set["outputs"]),
        labels(set["labels"]) {}
};

}  // namespace

TEST_CASE("metrics: each is scikit-learn's", "[train][metric][parity]") {
  const json all = fixture();
  for (const json& one : all["cases"]) {
    const std::string yaml = one["metric"], name = one["set"];
    const Set set(all["sets"][name]);
    CAPTURE(yaml, name);
    const auto metric = judge(yaml, {Targets::labels, set.cols, set.logits});
    const auto value = value_of(*metric, labelled(set.outputs, set.labels));
    REQUIRE(value.has_value());
    CHECK(std::fabs(*value - one["value"].get<double>()) <= 2e-14);
  }
  CHECK(all["cases"].size() > 250);
}

TEST_CASE("metrics: float outputs are judged as double ones",
          "[train][metric][parity]") {
  const json all = fixture();
  for (const json& one : all["cases"]) {
    const std::string yaml = one["metric"], name = one["set"];
    const Set set(all["sets"][name]);
    if (!set.logits) continue;  // eighths are exact in float
    CAPTURE(yaml, name);
    const std::vector<float> outputs(set.outputs.begin(), set.outputs.end());
    MetricBatch batch = labelled(set.outputs, set.labels);
    const auto exact = value_of(*judge(yaml, {Targets::labels, set.cols, true}), batch);
    batch.dtype = DType::f32;
    batch.outputs = outputs.data();
    CHECK(value_of(*judge(yaml, {Targets::labels, set.cols, true}), batch) == exact);
  }
}

TEST_CASE("metrics: those of measured values are scikit-learn's",
          "[train][metric][parity]") {
  const json all = fixture();
  const std::vector<double> outputs = all["dense"]["outputs"];
  const std::vector<double> targets = all["dense"]["targets"];
  const std::int64_t cols = all["dense"]["cols"];
  for (const json& one : all["values"]) {
    const std::string yaml = one["metric"];
    CAPTURE(yaml);
    const auto metric = judge(yaml, {Targets::dense, cols, false});
    const auto value = value_of(*metric, dense(outputs, targets, cols));
    CHECK(*value == Approx(one["value"].get<double>()).epsilon(1e-14).margin(0));
  }
}

TEST_CASE("metrics: every one with a value stands beside scikit-learn's",
          "[train][metric][parity]") {
  std::set<std::string> held;
  const json all = fixture();
  for (const char* list : {"cases", "values"})
    for (const json& one : all[list]) held.insert(metric(one["metric"]).id());
  for (const Described* kind : metric_table()) {
    if (kind->id == "confusion_matrix") continue;
    CAPTURE(kind->id);
    CHECK(held.count(kind->id) == 1);
  }
}
