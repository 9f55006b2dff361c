// Averaged weights through a whole run: in checkpoints, for validation and selection,
// in the model file.
#include <catch2/catch.hpp>
#include <cmath>
#include <cstring>

#include "backplane/learner.hpp"
#include "backplane/model.hpp"
#include "backplane/train.hpp"
#include "io/safetensors.hpp"
#include "support/chain.hpp"

namespace {

using namespace backplane;
using test::Folder;
using test::take;

constexpr double kDecay = 0.8;

std::string write(const Folder& folder, const std::string& more) {
  const std::string path = folder / "job.yaml";
  std::ofstream(path) << "seed: 8\nprecision: float64\n"
                         "data: {toy: {kind: spirals, samples: 120, classes: 3}, "
                         "batch: 20, validation: 40}\n"
                         "model: [dense: 7, tanh, dense: 3]\nloss: cross_entropy\n"
                         "metrics: [accuracy]\noptimizer: {adam: {lr: 0.1}}\n"
                         "train: {epochs: 3, average: {ema: {decay: 0.8"
                      << more;
  return path;
}

std::vector<double> numbers(const io::TensorFile& file, const std::string& name) {
  const io::StoredTensor* stored = file.find(name);
  REQUIRE(stored != nullptr);
  std::vector<double> values(stored->size / sizeof(double));
  std::memcpy(values.data(), stored->data, stored->size);
  return values;
}

io::TensorFile read(const std::string& path) {
  return take(io::read_safetensors(path));
}

struct Run {
  std::string folder;
  std::vector<EpochReport> epochs;
  TrainReport report;
};

Run trained(const Folder& folder, const std::string& more) {
  Run run;
  run.folder = folder / "run";
  TrainOptions options;
  options.out = run.folder;
  options.overwrite = true;
  options.on_epoch = [&](const EpochReport& e) { run.epochs.push_back(e); };
  run.report = take(train_file(test::runtime(), write(folder, more), options));
  return run;
}

std::string checkpoint(const Run& run, int step) {
  char name[64];
  std::snprintf(name, sizeof name, "/checkpoints/step-%08d.safetensors", step);
  return run.folder + name;
}

const std::vector<std::string> kNames{"dense0.weight", "dense0.bias", "dense1.weight",
                                      "dense1.bias"};

}  // namespace

TEST_CASE("an average is what its formula says, in checkpoints and the model",
          "[train][average]") {
  const bool warmup = GENERATE(false, true);
  const Folder folder;
  const Run run = trained(folder, std::string(warmup ? ", warmup: true" : "") +
                                      "}}}\ncheckpoint: {every: 1 step, keep: 100}\n");
  REQUIRE(run.report.steps == 12);
  const io::TensorFile model = read(run.folder + "/model.safetensors");
  for (const std::string& name : kNames) {
    CAPTURE(name, warmup);
    std::vector<double> a = numbers(read(checkpoint(run, 1)), "average/" + name);
    // After step 1, a + (1 - d) (w - a) from the starting weights, which no file holds:
    // the later steps are followed from there.
    for (int t = 2; t <= 12; ++t) {
      const io::TensorFile now = read(checkpoint(run, t));
      const std::vector<double> w = numbers(now, name);
      const double d = warmup ? std::min(kDecay, (1.0 + t) / (10.0 + t)) : kDecay;
      for (std::size_t i = 0; i < a.size(); ++i) a[i] = d * a[i] + (1 - d) * w[i];
      const std::vector<double> found = numbers(now, "average/" + name);
      for (std::size_t i = 0; i < a.size(); ++i)
        CHECK(found[i] == Approx(a[i]).epsilon(1e-12).margin(1e-14));
    }
    CHECK(numbers(model, name) ==
          numbers(read(checkpoint(run, 12)), "average/" + name));
    CHECK(numbers(model, name) != numbers(read(checkpoint(run, 12)), name));
  }
  CHECK(model.find("average/dense0.weight") == nullptr);
}

TEST_CASE("validation sees the averaged weights", "[train][average]") {
  const Folder folder;
  const Run run = trained(folder, "}}}\n");
  const EvalReport report = take(evaluate_model(test::runtime(), run.folder));
  CHECK(report.split == "validation");
  CHECK(report.loss == run.epochs.back().val_loss.value());
  // The weights that were trained judge otherwise.
  const Folder plain;
  std::ifstream in(folder / "job.yaml");
  std::string text(std::istreambuf_iterator<char>(in), {});
  const std::string average = ", average: {ema: {decay: 0.8}}";
  REQUIRE(text.find(average) != std::string::npos);
  text.erase(text.find(average), average.size());
  std::ofstream(plain / "job.yaml") << text;
  std::vector<double> losses;
  TrainOptions options;
  options.out = plain / "run";
  options.on_epoch = [&](const EpochReport& e) { losses.push_back(*e.val_loss); };
  take(train_file(test::runtime(), plain / "job.yaml", options));
  REQUIRE(losses.size() == run.epochs.size());
  CHECK(losses.back() != run.epochs.back().val_loss.value());
}

TEST_CASE("selection keeps the averaged weights of the best epoch",
          "[train][average]") {
  const Folder folder;
  const Run run =
      trained(folder, "}}}\ncheckpoint: {every: 1 step, keep: 100, best: val.loss}\n");
  const io::TensorFile model = read(run.folder + "/model.safetensors");
  const int step = static_cast<int>(4 * run.report.kept_epoch);
  for (const std::string& name : kNames) {
    CAPTURE(name, step);
    CHECK(numbers(model, name) ==
          numbers(read(checkpoint(run, step)), "average/" + name));
  }
  CHECK(take(evaluate_model(test::runtime(), run.folder)).loss ==
        run.epochs[run.report.kept_epoch - 1].val_loss.value());
}

TEST_CASE("a checkpoint with averages serves as starting weights", "[train][average]") {
  const Folder folder;
  const Run run = trained(folder, "}}}\n");
  std::ofstream(folder / "again.yaml")
      << "data: {toy: {kind: spirals, samples: 120, classes: 3}}\n"
         "model: [dense: 7, tanh, dense: 3]\nloss: cross_entropy\n"
         "optimizer: {sgd: 0.1}\ntrain: {steps: 1, init: "
      << checkpoint(run, 12) << "}\n";
  TrainOptions options;
  options.out = folder / "again";
  CHECK(train_file(test::runtime(), folder / "again.yaml", options).ok());
}

TEST_CASE("a learner saves its averaged weights", "[train][average]") {
  const Folder folder;
  const auto saved = [&](const std::string& train) {
    Learner learner = take(Learner::create(
        test::runtime(),
        "precision: float64\ndata: {host: {inputs: [2], classes: 3}, batch: 2}\n"
        "model: [dense: 3]\nloss: cross_entropy\noptimizer: {sgd: 1}\ntrain: " +
            train));
    const std::vector<float> x{1, 2, 3, 4};
    const std::vector<std::int32_t> labels{0, 2};
    for (int step = 0; step < 2; ++step) take(learner.step(x, labels));
    REQUIRE(learner.save(folder / "m.safetensors").ok());
    auto last = numbers(read(folder / "m.safetensors"), "dense0.weight");
    take(learner.step(x, labels));  // saving left the trained weights in place
    REQUIRE(learner.save(folder / "n.safetensors").ok());
    return std::pair{last, numbers(read(folder / "n.safetensors"), "dense0.weight")};
  };
  const auto [w2, w3] = saved("{}");
  const auto [a2, a3] = saved("{average: {ema: 0.75}}");
  for (std::size_t i = 0; i < w2.size(); ++i) {
    CHECK(a2[i] != w2[i]);
    CHECK(a3[i] == Approx(0.75 * a2[i] + 0.25 * w3[i]).epsilon(1e-12));
  }
}
