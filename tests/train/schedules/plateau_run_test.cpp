// A run whose learning rate falls on a plateau, stopped anywhere and gone on with.
#include <atomic>
#include <nlohmann/json.hpp>
#include <sstream>

#include "backplane/train.hpp"
#include "support/chain.hpp"

namespace {

using backplane::TrainOptions;
using backplane::test::Folder;
using backplane::test::runtime;
using backplane::test::take;

std::string text_of(const std::string& path) {
  std::ifstream in(path, std::ios::binary);
  REQUIRE(in.good());
  return {std::istreambuf_iterator<char>(in), {}};
}

std::vector<double> epoch_rates(const std::string& run) {
  std::istringstream lines(text_of(run + "/metrics.jsonl"));
  std::vector<double> rates;
  for (std::string line; std::getline(lines, line);)
    if (const auto json = nlohmann::json::parse(line); json.contains("train_loss"))
      rates.push_back(json["lr"]);
  return rates;
}

std::string write(const Folder& folder) {
  const std::string path = folder / "plateau.yaml";
  std::ofstream(path) << R"(
name: plateau
seed: 5
data: {toy: {kind: spirals, samples: 120, classes: 3, noise: 0.1}, batch: 32, validation: 30}
model: [dense: {units: 8, activation: tanh}, dense: 3]
loss: cross_entropy
metrics: [f1, roc_auc]
optimizer: {sgd: {lr: 0.4}}
schedule:
  - warmup: 4 steps
  - plateau: {metric: val.f1, factor: 0.5, patience: 1, cooldown: 1, threshold: 0.05}
train: {epochs: 12}
checkpoint: {every: 2 steps, best: val.roc_auc}
log: [jsonl: {every: 1 step}]
)";
  return path;
}

}  // namespace

TEST_CASE("plateau: the rate of a run falls, and goes on falling after a stop",
          "[train][schedule][plateau][resume]") {
  const Folder folder;
  const std::string config = write(folder);
  TrainOptions whole;
  whole.out = folder / "whole";
  const auto report = take(backplane::train_file(runtime(), config, whole));
  const auto rates = epoch_rates(whole.out);
  REQUIRE(rates.size() == 12);
  CHECK(rates[1] == 0.4);
  CHECK(rates.back() <= 0.1);  // it fell more than once
  for (std::size_t i = 2; i < rates.size(); ++i)
    CHECK((rates[i] == rates[i - 1] || rates[i] == rates[i - 1] / 2));

  for (std::uint64_t stop_at = 5; stop_at < report.steps; stop_at += 6) {
    CAPTURE(stop_at);
    std::atomic<bool> stop = false;
    TrainOptions options;
    options.out = folder / ("stopped" + std::to_string(stop_at));
    options.stop = &stop;
    options.on_step = [&](const backplane::StepReport& step) {
      if (step.step == stop_at) stop = true;
    };
    CHECK(take(backplane::train_file(runtime(), config, options)).interrupted);
    take(backplane::resume_run(runtime(), options.out, {}));
    CHECK(text_of(options.out + "/model.safetensors") ==
          text_of(whole.out + "/model.safetensors"));
    CHECK(epoch_rates(options.out) == rates);
  }
}
