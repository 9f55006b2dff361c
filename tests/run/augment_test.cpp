// Training on augmented images: the same bits for any thread count and after a stop.
#include <atomic>

#include "backplane/train.hpp"
#include "support/chain.hpp"

namespace {

using backplane::RuntimeOptions;
using backplane::TrainOptions;
using backplane::test::Folder;
using backplane::test::take;

std::string text_of(const std::string& path) {
  std::ifstream in(path, std::ios::binary);
  REQUIRE(in.good());
  return {std::istreambuf_iterator<char>(in), {}};
}

backplane::Runtime with_threads(int threads) {
  RuntimeOptions options;
  options.threads = threads;
  return take(backplane::Runtime::create(options));
}

// 331 images of 2×9×8 in three classes; the last batch is short.
std::string write(const Folder& folder, const std::string& augment,
                  const std::string& loss = "cross_entropy") {
  constexpr std::int64_t kN = 331, kPixels = 2 * 9 * 8;
  std::vector<double> x, t;
  for (std::int64_t i = 0; i < kN * kPixels; ++i)
    x.push_back(static_cast<double>(i * i % 256));
  backplane::test::write_npy(folder / "x.npy", {kN, 2, 9, 8}, x);
  backplane::io::Array labels{{backplane::io::Element::u8, {kN}}, {}};
  for (std::int64_t i = 0; i < kN; ++i)
    labels.bytes.push_back(static_cast<std::byte>(i % 3));
  REQUIRE(
      backplane::io::write_atomic(folder / "t.npy", backplane::io::encode_npy(labels))
          .ok());
  const std::string path = folder / "images.yaml";
  std::ofstream(path) << R"(name: images
seed: 5
data:
  npy: {inputs: x.npy, targets: t.npy}
  batch: 96
  validation: 30
  transform: [scale: 1/255, normalize, flatten]
  augment: )" << augment
                      << R"(
model: [dense: {units: 40, activation: relu}, dense: 3]
loss: )" << loss << R"(
metrics: [accuracy]
optimizer: {adam: {lr: 1e-3}}
train: {epochs: 3, accumulate: 2}
checkpoint: {every: 1 step}
)";
  return path;
}

constexpr const char* kAll =
    "[pad_crop: {pad: 2, mode: reflect}, shift: {pixels: 1}, flip: both, rotate: 15, "
    "noise: 2, brightness_contrast, erase: {area: 2%..20%}, mixup: 0.4, cutmix]";

}  // namespace

TEST_CASE("augmented training is the same for 1, 2, 3 and 8 threads",
          "[run][augment][determinism]") {
  const Folder folder;
  const std::string config = write(folder, kAll);
  std::string model;
  for (const int threads : {1, 2, 3, 8}) {
    CAPTURE(threads);
    auto runtime = with_threads(threads);
    TrainOptions options;
    options.out = folder / ("run" + std::to_string(threads));
    take(backplane::train_file(runtime, config, options));
    const std::string now = text_of(options.out + "/model.safetensors");
    if (threads == 1) model = now;
    CHECK(now == model);
  }
}

TEST_CASE("augmented training goes on in the middle of an epoch to the same bits",
          "[run][augment][resume]") {
  const Folder folder;
  const std::string config = write(folder, kAll);
  auto runtime = with_threads(2);
  TrainOptions whole;
  whole.out = folder / "whole";
  REQUIRE(take(backplane::train_file(runtime, config, whole)).steps == 6);
  for (const std::uint64_t stop_at : {1U, 2U, 5U}) {
    CAPTURE(stop_at);
    std::atomic<bool> stop = false;
    TrainOptions options;
    options.out = folder / ("stopped" + std::to_string(stop_at));
    options.stop = &stop;
    options.on_step = [&](const backplane::StepReport& step) {
      if (step.step == stop_at) stop = true;
    };
    CHECK(take(backplane::train_file(runtime, config, options)).interrupted);
    take(backplane::resume_run(runtime, options.out, {}));
    CHECK(text_of(options.out + "/model.safetensors") ==
          text_of(whole.out + "/model.safetensors"));
  }
}

TEST_CASE("augmentations change training and nothing else", "[run][augment]") {
  const Folder folder;
  auto runtime = with_threads(1);
  const auto model = [&](const std::string& name, const std::string& augment,
                         const std::string& loss = "cross_entropy") {
    TrainOptions options;
    options.out = folder / name;
    take(backplane::train_file(runtime, write(folder, augment, loss), options));
    std::string text = text_of(options.out + "/model.safetensors");
    // The weights alone: the metadata holds the configuration, augmentations and all.
    return text.substr(text.size() - 4 * (40 * 144 + 40 + 3 * 40 + 3));
  };
  const std::string plain = model("plain", "[]");
  CHECK(model("never", "[flip: {p: 0}, erase: {p: 0}]") == plain);
  CHECK(model("flipped", "[flip]") != plain);
  // Dense targets that are one-hot are the labels to the loss, but for rounding.
  const auto mixed = model("mixed", "[mixup: {p: 0}]");
  const auto* a = reinterpret_cast<const float*>(plain.data());
  const auto* b = reinterpret_cast<const float*>(mixed.data());
  for (std::size_t i = 0; i < plain.size() / 4; ++i)
    CHECK(a[i] == Approx(b[i]).margin(1e-4));
}
