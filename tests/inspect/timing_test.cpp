// Where a step's time goes: every layer has its passes, and the parts make the whole.
#include "backplane/timing.hpp"

#include <nlohmann/json.hpp>

#include "support/chain.hpp"

namespace {

using namespace backplane;
using test::Folder;
using test::take;

std::string write(const Folder& folder, const std::string& more = "") {
  const std::string path = folder / "net.yaml";
  std::ofstream(path)
      << "name: net\nseed: 1\n"
      << "data: {toy: {kind: spirals, samples: 64}, batch: 16}\n"
      << "model:\n  - dense: 64\n  - tanh\n  - dense: 64\n  - softmax\n"
         "  - dense: classes\n"
      << "loss: cross_entropy\noptimizer: {sgd: {lr: 0.1, momentum: 0.9}}\n"
      << more;
  return path;
}

const LayerTime& layer(const TimeReport& report, const std::string& name) {
  for (const LayerTime& each : report.layers)
    if (each.name == name) return each;
  FAIL("no layer '" + name + "'");
  throw 0;
}

}  // namespace

TEST_CASE("time: each layer's passes, and what is beside them", "[inspect][time]") {
  const Folder folder;
  TimeOptions options;
  options.seconds = 0.05;
  const auto report = take(time_training(test::runtime(), write(folder), options));
  CHECK(report.batch == 16);
  CHECK(report.steps >= 5);
  CHECK(report.gemm_peak > 0.1);
  CHECK(report.stream_peak > 0.1);
  const LayerTime& first = layer(report, "dense0");
  CHECK(first.forward > 0);
  CHECK(first.backward_data == 0);  // nobody wants the data's gradient
  CHECK(first.backward_params > 0);
  CHECK(first.multiply_adds == 16 * 2 * 64);
  CHECK(first.bytes == 4 * (16 * 2 + 16 * 64 + 2 * 64 + 64));
  CHECK(layer(report, "dense1").backward_data > 0);
  CHECK(layer(report, "softmax0").forward > 0);  // no element-wise one, so on its own
  for (const LayerTime& each : report.layers) CHECK(each.part != "tanh");  // fused

  double busy = report.gather + report.loss + report.update + report.waiting;
  for (const LayerTime& each : report.layers) busy += each.total();
  CHECK(report.gather > 0);
  CHECK(report.loss > 0);
  CHECK(report.update > 0);
  CHECK(report.waiting >= 0);
  CHECK(busy >= 0.5 * report.step * report.threads);
}

TEST_CASE("time: one step as a Chrome trace", "[inspect][time]") {
  const Folder folder;
  TimeOptions options;
  options.seconds = 0.01;
  options.trace = folder / "step.json";
  take(time_training(test::runtime(), write(folder), options));
  std::ifstream in(options.trace);
  const auto json = nlohmann::json::parse(in);
  REQUIRE(json.at("traceEvents").is_array());
  int forward = 0, updates = 0;
  double last = 0;
  for (const auto& event : json.at("traceEvents")) {
    CHECK(event.at("ph") == "X");
    CHECK(event.at("dur").get<double>() >= 0);
    last = std::max(last, event.at("ts").get<double>());
    forward += event.at("name") == "dense0 forward" ? 1 : 0;
    updates += event.at("name") == "update" ? 1 : 0;
  }
  CHECK(forward > 0);
  CHECK(updates > 0);
  CHECK(last > 0);
}

TEST_CASE("time: a trace that cannot be written, and a file with a mistake",
          "[inspect][time][error]") {
  const Folder folder;
  TimeOptions options;
  options.seconds = 0.01;
  options.trace = folder / "none/step.json";
  const auto failed = time_training(test::runtime(), write(folder), options);
  REQUIRE_FALSE(failed.ok());
  CHECK(failed.error().code == "E0505");
  const auto wrong = time_training(test::runtime(), write(folder, "lss: mse\n"), {});
  REQUIRE_FALSE(wrong.ok());
  CHECK(wrong.error().code == "E0201");
}
