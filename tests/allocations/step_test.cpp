// A training step allocates nothing after the first: every `new` of the process is
// counted.
#include <atomic>
#include <cstdlib>
#include <new>

#include "allocations/counter.hpp"
#include "backplane/train.hpp"
#include "support/chain.hpp"

namespace {
std::atomic<std::uint64_t> allocations{0};

void* counted(std::size_t bytes, std::size_t align) {
  ++allocations;
  if (void* p = std::aligned_alloc(align, (bytes + align - 1) / align * align))
    return p;
  throw std::bad_alloc();
}
}  // namespace

std::uint64_t backplane::test::allocation_count() {
  return allocations;
}

void* operator new(std::size_t bytes) {
  return counted(bytes, 16);
}
void* operator new[](std::size_t bytes) {
  return counted(bytes, 16);
}
void* operator new(std::size_t bytes, std::align_val_t align) {
  return counted(bytes, static_cast<std::size_t>(align));
}
void* operator new(std::size_t bytes, const std::nothrow_t&) noexcept {
  ++allocations;
  return std::malloc(bytes);
}
void* operator new[](std::size_t bytes, const std::nothrow_t&) noexcept {
  ++allocations;
  return std::malloc(bytes);
}
void operator delete(void* p) noexcept {
  std::free(p);
}
void operator delete[](void* p) noexcept {
  std::free(p);
}
void operator delete(void* p, std::size_t) noexcept {
  std::free(p);
}
void operator delete[](void* p, std::size_t) noexcept {
  std::free(p);
}
void operator delete(void* p, std::align_val_t) noexcept {
  std::free(p);
}
void operator delete(void* p, std::size_t, std::align_val_t) noexcept {
  std::free(p);
}

namespace {

/// The allocations up to each of 40 steps, two epochs of 20.
std::vector<std::uint64_t> seen_by_steps(const backplane::test::Folder& folder,
                                         const std::string& text) {
  const std::string config = folder / "net.yaml";
  std::ofstream(config) << text;
  backplane::RuntimeOptions threads;
  threads.threads = 2;
  auto runtime = backplane::test::take(backplane::Runtime::create(threads));
  std::vector<std::uint64_t> seen;
  seen.reserve(100);
  backplane::TrainOptions options;
  options.out = folder / "run";
  options.on_step = [&](const backplane::StepReport&) { seen.push_back(allocations); };
  backplane::test::take(backplane::train_file(runtime, config, options));
  REQUIRE(seen.size() == 40);
  CHECK(seen[0] > 0);  // the counter counts
  return seen;
}

/// Steps 2 to 20 are one epoch: nothing but steps happens between them.
void check_no_allocations(const std::vector<std::uint64_t>& seen) {
  for (std::size_t i = 1; i < 20; ++i) {
    CAPTURE(i);
    CHECK(seen[i] == seen[0]);
  }
}

}  // namespace

TEST_CASE("a training step allocates nothing after the first", "[run][allocations]") {
  const std::string update =
      GENERATE("optimizer: {adam: {lr: 1e-3}}\ntrain: {epochs: 2, clip_norm: 1.0}\n",
               "optimizer: {muon: {lr: 1e-3}, l1: 1e-5, freeze: [dense1.bias], groups: "
               "[{match: bias, lr_factor: 2}]}\n"
               "train: {epochs: 2, clip_norm: 1.0, average: {ema: 0.99}}\n");
  CAPTURE(update);
  const backplane::test::Folder folder;
  check_no_allocations(seen_by_steps(folder, R"(
seed: 2
data: {toy: {kind: spirals, samples: 640, classes: 3}, batch: 32}
model:
  - dense: {units: 200, activation: relu}
  - dropout: 0.2
  - dense: 100
  - softmax
  - dense: 3
loss: {cross_entropy: {label_smoothing: 0.1}}
)" + update));
}

TEST_CASE("augmenting a batch allocates nothing after the first",
          "[run][augment][allocations]") {
  const backplane::test::Folder folder;
  constexpr std::int64_t kN = 160;
  backplane::test::write_npy(folder / "x.npy", {kN, 1, 8, 8},
                             std::vector<double>(kN * 64, 1));
  backplane::io::Array labels{{backplane::io::Element::u8, {kN}}, {}};
  labels.bytes.resize(kN);
  REQUIRE(
      backplane::io::write_atomic(folder / "t.npy", backplane::io::encode_npy(labels))
          .ok());
  check_no_allocations(seen_by_steps(folder, R"(
data:
  npy: {inputs: x.npy, targets: t.npy}
  batch: 8
  transform: [scale: 1/255, flatten]
  augment: [pad_crop: 2, shift, flip, rotate: 9, noise: 1, brightness_contrast, erase,
            mixup, cutmix]
model: [dense: 3]
loss: cross_entropy
optimizer: {adam: {lr: 1e-3}}
train: {epochs: 2}
)"));
}

TEST_CASE("nor does one on a text", "[run][allocations]") {
  const backplane::test::Folder folder;
  std::ofstream text(folder / "text.txt");
  for (int i = 0; i < 1281; ++i) text << "once more";
  text.close();
  check_no_allocations(seen_by_steps(folder, R"(
data: {text: text.txt, context: 64, batch: 9, stateful: true, shuffle: false}
model: [embedding: 40, positions: 64, dense: vocab]
loss: cross_entropy
optimizer: {adam: {lr: 1e-3}}
train: {epochs: 2}
)"));
}
