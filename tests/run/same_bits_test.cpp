// The result is a function of configuration, data and seed: not of the thread count,
// and not of where a run was interrupted.
#include <atomic>

#include "backplane/train.hpp"
#include "support/chain.hpp"

namespace {

using backplane::Runtime;
using backplane::RuntimeOptions;
using backplane::TrainOptions;
using backplane::test::Folder;
using backplane::test::take;

std::string text_of(const std::string& path) {
  std::ifstream in(path, std::ios::binary);
  REQUIRE(in.good());
  return {std::istreambuf_iterator<char>(in), {}};
}

// metrics.jsonl less its timing: the "time" object ends every line that has one.
std::string metrics_of(const std::string& path) {
  std::istringstream lines(text_of(path));
  std::string all;
  for (std::string line; std::getline(lines, line);)
    all += line.substr(0, line.find(", \"time\"")) + "\n";
  return all;
}

Runtime with_threads(int threads) {
  RuntimeOptions options;
  options.threads = threads;
  return take(Runtime::create(options));
}

// What a run may do in its update: little, or all of it at once.
struct Update {
  const char* name;
  const char* optimizer;
  const char* average;
};
constexpr Update kPlain{"plain", "{adamw: {lr: 3e-3}}", ""};
constexpr Update kAll{"groups, freeze, l1, averages",
                      R"(
  muon: {lr: 0.01, weight_decay: 0.01}
  no_decay: [bias]
  freeze: [dense1.bias]
  l1: 1e-4
  groups:
    - {match: dense2, lr: 3e-3, orthogonalize: false, betas: [0.8, 0.95]}
    - {match: bias, lr_factor: 0.5})",
                      ", average: {ema: {decay: 0.9, warmup: true}}"};

std::string write(const Folder& folder, const std::string& precision,
                  const Update& update = kPlain) {
  const std::string path = folder / "spirals.yaml";
  std::ofstream(path) << "name: spirals\nseed: 5\nprecision: " << precision << R"(
data: {toy: {kind: spirals, samples: 700, classes: 3, noise: 0.05}, batch: 96, validation: 100}
model:
  - dense: {units: 130, activation: tanh}
  - dropout: 0.1
  - dense: {units: 70, activation: gelu}
  - dense: 3
loss: {cross_entropy: {label_smoothing: 0.1}}
metrics: [accuracy]
schedule: [warmup: 5 steps, cosine: {to: 1e-4}]
checkpoint: {every: 2 steps, best: val.accuracy}
log: [{jsonl: {every: 1 step}}]
)"
                      << "optimizer: " << update.optimizer
                      << "\ntrain: {epochs: 4, accumulate: 2, clip_norm: 1.0"
                      << update.average << "}\n";
  return path;
}

}  // namespace

TEST_CASE("the model is the same for 1, 2, 3 and 8 threads, byte for byte",
          "[run][determinism]") {
  const std::string precision = GENERATE("float32", "float64");
  const Update update = GENERATE(kPlain, kAll);
  const Folder folder;
  const std::string config = write(folder, precision, update);
  std::string model, metrics;
  for (const int threads : {1, 2, 3, 8}) {
    CAPTURE(threads, precision, update.name);
    Runtime runtime = with_threads(threads);
    TrainOptions options;
    options.out = folder / ("run" + std::to_string(threads));
    take(backplane::train_file(runtime, config, options));
    const std::string now = text_of(options.out + "/model.safetensors");
    if (threads == 1) {
      model = now;
      metrics = metrics_of(options.out + "/metrics.jsonl");
    }
    CHECK(now == model);
    CHECK(metrics_of(options.out + "/metrics.jsonl") == metrics);
  }
}

TEST_CASE("a run that was stopped anywhere goes on to the same bits", "[run][resume]") {
  const Update update = GENERATE(kPlain, kAll);
  const Folder folder;
  const std::string config = write(folder, "float32", update);
  Runtime runtime = with_threads(2);
  TrainOptions whole;
  whole.out = folder / "whole";
  const auto report = take(backplane::train_file(runtime, config, whole));
  REQUIRE(report.steps == 16);

  for (std::uint64_t stop_at = 1; stop_at < report.steps; stop_at += 3) {
    CAPTURE(stop_at, update.name);
    std::atomic<bool> stop = false;
    TrainOptions options;
    options.out = folder / ("stopped" + std::to_string(stop_at));
    options.stop = &stop;
    options.on_step = [&](const backplane::StepReport& step) {
      if (step.step == stop_at) stop = true;
    };
    CHECK(take(backplane::train_file(runtime, config, options)).interrupted);

    TrainOptions again;
    std::uint64_t first = 0;
    again.on_start = [&](const backplane::TrainStart& start) {
      first = start.first_step;
    };
    const auto resumed = take(backplane::resume_run(runtime, options.out, again));
    CHECK(first == stop_at);
    CHECK(resumed.steps == report.steps);
    CHECK(text_of(options.out + "/model.safetensors") ==
          text_of(whole.out + "/model.safetensors"));
    CHECK(metrics_of(options.out + "/metrics.jsonl") ==
          metrics_of(whole.out + "/metrics.jsonl"));
  }
}

TEST_CASE("a killed run goes on from its newest checkpoint to the same bits",
          "[run][resume]") {
  const Update update = GENERATE(kPlain, kAll);
  CAPTURE(update.name);
  const Folder folder;
  const std::string config = write(folder, "float32", update);
  Runtime runtime = with_threads(1);
  TrainOptions whole;
  whole.out = folder / "whole";
  take(backplane::train_file(runtime, config, whole));

  // What a kill leaves: an earlier state of the folder, at any step, with half a line
  // in the log and half a temporary file beside the checkpoints.
  namespace fs = std::filesystem;
  const fs::path killed = folder / "killed";
  TrainOptions options;
  options.out = folder / "copied";
  const std::uint64_t kill_at = GENERATE(1, 5, 8);
  options.on_step = [&](const backplane::StepReport& step) {
    if (step.step == kill_at)
      fs::copy(options.out, killed, fs::copy_options::recursive);
  };
  take(backplane::train_file(runtime, config, options));
  std::ofstream(killed / "metrics.jsonl", std::ios::app) << "{\"step\": 99, \"lo";

  const auto resumed = take(backplane::resume_run(runtime, killed.string(), {}));
  CHECK(resumed.steps == 16);
  CHECK(text_of((killed / "model.safetensors").string()) ==
        text_of(whole.out + "/model.safetensors"));
  CHECK(metrics_of((killed / "metrics.jsonl").string()) ==
        metrics_of(whole.out + "/metrics.jsonl"));
}
