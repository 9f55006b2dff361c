#pragma once
// What the benchmark programs share: one command line, one set of data, one way to
// time, one line of output.
//
//   prog [--workload mlp|...] --optimizer sgd|adam --batch N --threads T --seconds S [--data FOLDER]
//   [--split]
//   {"samples_per_s": 12345.6, "loss_first": 2.31, "loss_last": 0.45}

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

namespace bench {

constexpr std::size_t kInputs = 784, kClasses = 10;
/// The network's layers: 784-256-128-10, ReLU between, softmax cross-entropy.
constexpr std::size_t kSizes[] = {kInputs, 256, 128, kClasses};
constexpr float kMomentum = 0.9F, kSgdRate = 0.01F, kAdamRate = 1e-3F;

struct Options {
  std::string workload = "mlp";
  bool adam = false;
  std::size_t batch = 32;
  int threads = 1;
  double seconds = 1;
  std::string data = "build/bench";
  bool split = false;  ///< the batch is shared out by hand
};

inline Options parse(int argc, char** argv) {
  Options options;
  for (int i = 1; i < argc; ++i) {
    const std::string key = argv[i];
    if (key == "--split") {
      options.split = true;
      continue;
    }
    const std::string value = i + 1 < argc ? argv[++i] : "";
    if (key == "--workload")
      options.workload = value;
    else if (key == "--optimizer")
      options.adam = value == "adam";
    else if (key == "--batch")
      options.batch = std::stoul(value);
    else if (key == "--threads")
      options.threads = std::stoi(value);
    else if (key == "--seconds")
      options.seconds = std::stod(value);
    else if (key == "--data")
      options.data = value;
    else {
      std::fprintf(stderr, "unknown option %s\n", key.c_str());
      std::exit(2);
    }
  }
  return options;
}

/// Examples as the network takes them. x (n, 784) in [0, 1].
struct Data {
  std::vector<float> x;
  std::vector<std::uint8_t> label;
  [[nodiscard]] std::size_t count() const { return label.size(); }
};

inline std::vector<std::uint8_t> read_bytes(const std::string& path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

/// images.u8 and labels.u8 of the folder; noise where there are none.
inline Data load(const std::string& folder) {
  auto images = read_bytes(folder + "/images.u8");
  Data data{{}, read_bytes(folder + "/labels.u8")};
  if (images.empty() || images.size() != data.label.size() * kInputs) {
    std::uint32_t state = 1;
    const auto next = [&] {
      return state = state * 1664525U + 1013904223U, state >> 24;
    };
    images.resize(4096 * kInputs);
    data.label.resize(4096);
    for (auto& value : images) value = static_cast<std::uint8_t>(next());
    for (auto& value : data.label) value = static_cast<std::uint8_t>(next() % kClasses);
  }
  data.x.reserve(images.size());
  for (const auto value : images) data.x.push_back(static_cast<float>(value) / 255);
  return data;
}

/// Calls step(first) on batch after batch in order, which returns the loss; prints the
/// rate.
template <class Step>
void measure(const Options& options, std::size_t count, Step step) {
  using Clock = std::chrono::steady_clock;
  const auto since = [](Clock::time_point start) {
    return std::chrono::duration<double>(Clock::now() - start).count();
  };
  std::size_t at = 0;
  const auto next = [&] {
    const double loss = step(at);
    at = at + 2 * options.batch <= count ? at + options.batch : 0;
    return loss;
  };
  const double first = next();
  const auto warm = Clock::now();
  const double warm_up = options.seconds < 0.3 ? options.seconds : 0.3;
  do next();
  while (since(warm) < warm_up);

  const auto start = Clock::now();
  double steps = 0, passed = 0, last = 0;
  do {
    last = next();
    ++steps;
    passed = since(start);
  } while (passed < options.seconds);
  std::printf("{\"samples_per_s\": %.1f, \"loss_first\": %.4f, \"loss_last\": %.4f}\n",
              steps * static_cast<double>(options.batch) / passed, first, last);
}

}  // namespace bench
