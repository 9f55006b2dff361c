#pragma once
// Networks of two inputs, two outputs and two losses on a few rows.

#include <cmath>
#include <string>

#include "backplane/train.hpp"
#include "plugin/runtime_access.hpp"
#include "support/chain.hpp"
#include "train/trainer.hpp"

namespace backplane::test::several {

inline constexpr int kRows = 12;

// x [12, 4] and m [12, 2]; kind of three, years [12, 1].
inline void write_data(const Folder& folder) {
  std::vector<double> x, m, k, y;
  for (int i = 0; i < 4 * kRows; ++i) x.push_back(std::sin(1.0 + 1.7 * i));
  for (int i = 0; i < 2 * kRows; ++i) m.push_back(std::cos(0.5 + 2.3 * i));
  for (int i = 0; i < 3 * kRows; ++i) k.push_back(i % 3 == i / 3 % 3 ? 1 : 0);
  for (int i = 0; i < kRows; ++i) y.push_back(std::sin(0.9 * i));
  test::write_npy(folder / "x.npy", {kRows, 4}, x);
  test::write_npy(folder / "m.npy", {kRows, 2}, m);
  test::write_npy(folder / "k.npy", {kRows, 3}, k);
  test::write_npy(folder / "y.npy", {kRows, 1}, y);
}

inline const std::string kModel = R"(
  - {dense: 5, name: left, from: image}
  - {dense: 5, name: right, from: meta}
  - {concat: , from: [left, right], name: both}
  - tanh
  - {dense: 3, name: kinds}
  - {dense: 1, name: ages, from: tanh0}
)";
inline const std::string kLosses = R"(
  - {cross_entropy: , of: kinds, target: kind, weight: 0.75}
  - {mse: , of: ages, target: years, weight: 0.5}
)";

inline std::string write(const Folder& folder, const std::string& loss = kLosses,
                         const std::string& model = kModel,
                         const std::string& more = "") {
  write_data(folder);
  const std::string path = folder / "net.yaml";
  std::ofstream(path)
      << "name: net\nseed: 3\nprecision: float64\n"
      << "data:\n  npy: {inputs: {image: x.npy, meta: m.npy}, targets: {kind: k.npy, "
      << "years: y.npy}}\n  batch: 5\n  transform: {meta: [scale: 0.5]}\n"
      << "model:" << model << "loss: " << loss << "\n"
      << "optimizer: {sgd: {lr: 0.1, momentum: 0.5}}\n"
      << more;
  return path;
}

inline train::Experiment assembled(const std::string& path) {
  return take(train::assemble(test::runtime(), take(config::read_config(path)), {}));
}

inline std::unique_ptr<train::Trainer> trainer_of(const train::Experiment& experiment) {
  auto data = take(data::load(experiment.job.data, experiment.job.seed,
                              experiment.plan.label_bounds()));
  return take(train::Trainer::create(experiment, std::move(data),
                                     RuntimeAccess::pool(test::runtime())));
}

inline std::string text_of(const std::string& path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

inline std::string trained(const std::string& path, const std::string& out,
                           int threads) {
  RuntimeOptions options;
  options.threads = threads;
  Runtime runtime = take(Runtime::create(options));
  TrainOptions how;
  how.out = out;
  take(train_file(runtime, path, how));
  return text_of(out + "/model.safetensors");
}
}  // namespace backplane::test::several
