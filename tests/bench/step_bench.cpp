// step_bench: the training step of a workload in Backplane through its public API,
// everything a user's run does per step included: shuffled batches gathered from bytes,
// scaling, losses in double, the check for NaN.

#include <algorithm>
#include <atomic>
#include <chrono>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <stdexcept>

#include "backplane/train.hpp"
#include "bench/bench.hpp"

namespace {

namespace fs = std::filesystem;
using namespace backplane;

/// Two encoder blocks of width 128, normalized after each sum, and the last step's
/// class.
constexpr const char* kTransformer = R"(
  blocks:
    encoder:
      layers:
        - residual: [attention: {heads: 4}]
        - layernorm
        - residual: [dense: 512, relu, dense: 128]
        - layernorm
  layers:
    - encoder:
      repeat: 2
    - slice: {start: -1}
    - flatten
    - dense: 10)";

/// The networks of the benchmark; the images are rows of 784 bytes.
std::string model(const std::string& workload) {
  if (workload == "mlp") return "[dense: 256, relu, dense: 128, relu, dense: 10]";
  if (workload == "wide_mlp")
    return "[dense: 1024, relu, dense: 1024, relu, dense: 10]";
  if (workload == "cnn")
    return "[conv2d: {filters: 32, kernel: 3, padding: 1}, relu, max_pool2d: 2, "
           "conv2d: {filters: 64, kernel: 3, padding: 1}, relu, max_pool2d: 2, "
           "flatten, dense: 128, relu, dense: 10]";
  if (workload == "lstm") return "[lstm: {units: 128, output: last}, dense: 10]";
  if (workload == "transformer") return kTransformer;
  if (workload == "tiny") return "[dense: 16, tanh, dense: 16, tanh, dense: 1, tanh]";
  throw std::runtime_error("unknown workload " + workload);
}

constexpr std::size_t kTransformerSample = std::size_t{64} * 128;

/// How the workload sees an image, or what it takes instead.
std::string sample_shape(const std::string& workload) {
  if (workload == "cnn") return "1, 28, 28";
  if (workload == "transformer") return "64, 128";
  return workload == "lstm" ? "28, 28" : "784";
}

std::string configuration(const bench::Options& options) {
  const std::string batch = std::to_string(options.batch);
  const bool tiny = options.workload == "tiny";
  return "name: step-bench\nseed: 1\ndata:\n" +
         std::string(tiny ? "  toy: {kind: xor, samples: 4096}\n"
                          : "  npy: {inputs: x.npy, targets: t.npy}\n"
                            "  transform: [scale: 1/255]\n") +
         "  batch: " + batch + "\nmodel: " + model(options.workload) +
         (tiny ? "\nloss: mse\n" : "\nloss: cross_entropy\n") + "optimizer: " +
         (options.adam ? "{adam: {lr: 1e-3}}\n"
                       : "{sgd: {lr: 0.01, momentum: 0.9}}\n") +
         "train: {epochs: 1000000}\n"
         "checkpoint: {every: 1000000 epochs}\n"
         "log: []\n";
}

/// An array as NPY, version 1.0: the header fills a multiple of 64 bytes.
void write_npy(const fs::path& path, const std::string& shape,
               const std::vector<std::uint8_t>& bytes) {
  std::string header =
      "{'descr': '|u1', 'fortran_order': False, 'shape': " + shape + ", }";
  header.resize((10 + header.size() + 1 + 63) / 64 * 64 - 10 - 1, ' ');
  header += '\n';
  std::ofstream out(path, std::ios::binary);
  out << "\x93NUMPY" << '\x01' << '\0' << static_cast<char>(header.size() & 0xFF)
      << static_cast<char>(header.size() >> 8) << header;
  out.write(reinterpret_cast<const char*>(bytes.data()),
            static_cast<std::streamsize>(bytes.size()));
}

/// A folder with the configuration and its data; made anew by each process.
class Folder {
 public:
  explicit Folder(const bench::Options& options) {
    std::string name = (fs::temp_directory_path() / "step-bench-XXXXXX").string();
    if (mkdtemp(name.data()) == nullptr)
      throw std::runtime_error("no temporary folder");
    path_ = name;
    auto data = bench::load(options.data);
    std::vector<std::uint8_t> pixels;
    pixels.reserve(data.x.size());
    for (const float value : data.x)
      pixels.push_back(static_cast<std::uint8_t>(value * 255 + 0.5F));
    if (options.workload == "transformer") {  // as many pixels as a sample takes
      data.label.resize(pixels.size() / kTransformerSample);
      pixels.resize(data.label.size() * kTransformerSample);
    }
    const std::string rows = std::to_string(data.count());
    write_npy(path_ / "x.npy", "(" + rows + ", " + sample_shape(options.workload) + ")",
              pixels);
    write_npy(path_ / "t.npy", "(" + rows + ",)", data.label);
    std::ofstream(path_ / "config.yaml") << configuration(options);
  }
  ~Folder() {
    std::error_code ignored;
    fs::remove_all(path_, ignored);
  }
  Folder(const Folder&) = delete;
  Folder& operator=(const Folder&) = delete;
  [[nodiscard]] std::string operator/(const char* name) const { return path_ / name; }

 private:
  fs::path path_;
};

/// Warms up, then counts steps until the time is over, then asks to stop.
class Meter {
 public:
  explicit Meter(double seconds) : seconds_(seconds) {}
  void operator()(const StepReport& report) {
    const auto now = Clock::now();
    if (report.step == 1) {
      start_ = now;
      first_ = report.loss;
    }
    const double passed = std::chrono::duration<double>(now - start_).count();
    if (!warm_ && passed >= std::min(0.3, seconds_)) {
      warm_ = true;
      start_ = now;
    } else if (warm_) {
      samples_ += static_cast<double>(report.samples);
      passed_ = passed;
      last_ = report.loss;
      stop = passed >= seconds_;
    }
  }
  void print() const {
    std::printf(
        "{\"samples_per_s\": %.1f, \"loss_first\": %.4f, \"loss_last\": %.4f}\n",
        samples_ / passed_, first_, last_);
  }
  std::atomic<bool> stop{false};

 private:
  using Clock = std::chrono::steady_clock;
  double seconds_, samples_ = 0, passed_ = 1, first_ = 0, last_ = 0;
  bool warm_ = false;
  Clock::time_point start_;
};

}  // namespace

int main(int argc, char** argv) {
  const auto options = bench::parse(argc, argv);
  const Folder folder(options);
  RuntimeOptions runtime_options;
  runtime_options.threads = options.threads;
  runtime_options.own_blas_threads = true;
  auto runtime = Runtime::create(runtime_options);
  if (!runtime) return std::fputs(render(runtime.error()).c_str(), stderr), 1;

  Meter meter(options.seconds);
  TrainOptions how;
  how.out = folder / "run";
  how.stop = &meter.stop;
  how.on_step = [&](const StepReport& report) { meter(report); };
  const auto report = train_file(*runtime, folder / "config.yaml", how);
  if (!report) return std::fputs(render(report.error()).c_str(), stderr), 1;
  meter.print();
}
