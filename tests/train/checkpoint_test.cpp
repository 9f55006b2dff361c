// Checkpoints: written whole, read back exactly, damaged ones passed over.
#include "train/checkpoint.hpp"

#include <catch2/catch.hpp>
#include <cstring>
#include <filesystem>

#include "train/digest.hpp"
#include "train/folder.hpp"

namespace {

using namespace backplane;
using tests::slurp;
using tests::spill;
using train::Checkpoints;
using train::TrainState;

struct Net {
  std::vector<float> weight = {1, -2, 3, 0.1f, 5, 6}, momentum = {7, 8, 9, 10, 11, 12};

  [[nodiscard]] std::vector<io::StoredTensor> tensors() const {
    const auto* w = reinterpret_cast<const std::byte*>(weight.data());
    const auto* m = reinterpret_cast<const std::byte*>(momentum.data());
    return {{"fc1.weight", "F32", {2, 3}, w, 24},
            {train::slot_name("momentum", "fc1.weight"), "F32", {2, 3}, m, 24}};
  }
};

TrainState at(std::uint64_t step) {
  TrainState state;
  state.seed = 42;
  state.step = step;
  state.losses.front().sum = 0.1 * static_cast<double>(step);
  return state;
}

void truncate(const std::string& path, std::size_t size) {
  const std::string bytes = slurp(path);
  REQUIRE(bytes.size() > size);
  spill(path, bytes.substr(0, size));
}

}  // namespace

TEST_CASE("checkpoint: comes back exactly", "[train][checkpoint]") {
  const tests::Folder folder;
  Checkpoints checkpoints(folder.path(), 2);
  const Net net;
  REQUIRE(checkpoints.save(at(123), "name: a\n", net.tensors()).ok());
  CHECK(checkpoints.path_of(123) == folder / "step-00000123.safetensors");

  auto found = checkpoints.newest();
  REQUIRE(found.ok());
  REQUIRE(found->checkpoint.has_value());
  CHECK(found->skipped.empty());
  const train::Checkpoint& checkpoint = *found->checkpoint;
  CHECK(checkpoint.state == at(123));
  CHECK(checkpoint.config == "name: a\n");

  const Shape shape = make_shape(DType::f32, {2, 3});
  const auto weight = checkpoint.tensor("fc1.weight", shape);
  REQUIRE(weight.ok());
  CHECK(std::memcmp((*weight)->data, net.weight.data(), 24) == 0);
  const auto slot = checkpoint.tensor("optimizer/momentum/fc1.weight", shape);
  REQUIRE(slot.ok());
  CHECK(std::memcmp((*slot)->data, net.momentum.data(), 24) == 0);

  SECTION("the same state gives the same bytes") {
    const std::string before = slurp(checkpoints.path_of(123));
    REQUIRE(checkpoints.save(at(123), "name: a\n", net.tensors()).ok());
    CHECK(slurp(checkpoints.path_of(123)) == before);
  }
  SECTION("a tensor that does not fit is refused") {
    for (const auto& wrong :
         {checkpoint.tensor("fc2.weight", shape),
          checkpoint.tensor("fc1.weight", make_shape(DType::f32, {3, 2})),
          checkpoint.tensor("fc1.weight", make_shape(DType::f32, {2})),
          checkpoint.tensor("fc1.weight", make_shape(DType::f64, {2, 3}))}) {
      REQUIRE_FALSE(wrong.ok());
      CHECK(wrong.error().code == "E0624");
    }
  }
}

TEST_CASE("checkpoint: without one there is none to go on from",
          "[train][checkpoint]") {
  const tests::Folder folder;
  const auto found = Checkpoints(folder / "checkpoints", 2).newest();
  REQUIRE(found.ok());
  CHECK_FALSE(found->checkpoint.has_value());
}

TEST_CASE("checkpoint: the newest stay, leftovers go", "[train][checkpoint]") {
  const tests::Folder folder;
  Checkpoints checkpoints(folder.path(), 2);
  spill(folder / ".step-00000003.safetensors.99.0.tmp", "half");
  spill(folder / "step-old.safetensors", "not ours to judge");
  for (std::uint64_t step : {5, 10, 100'000'000, 200'000'000})
    REQUIRE(checkpoints.save(at(step), "", Net().tensors()).ok());
  CHECK(checkpoints.steps() == std::vector<std::uint64_t>{200'000'000, 100'000'000});
  CHECK_FALSE(std::filesystem::exists(folder / ".step-00000003.safetensors.99.0.tmp"));
  CHECK(std::filesystem::exists(folder / "step-old.safetensors"));
}

TEST_CASE("checkpoint: a damaged newest is passed over and said",
          "[train][checkpoint]") {
  const tests::Folder folder;
  Checkpoints checkpoints(folder.path(), 2);
  const Net net;
  REQUIRE(checkpoints.save(at(10), "", net.tensors()).ok());
  REQUIRE(checkpoints.save(at(20), "", net.tensors()).ok());
  const std::string newest = checkpoints.path_of(20);
  const std::size_t size = slurp(newest).size();

  SECTION("cut off at any byte") {
    const std::string whole = slurp(newest);
    for (std::size_t n = 0; n < size; n += 7) {
      spill(newest, whole.substr(0, n));
      const auto found = checkpoints.newest();
      REQUIRE(found.ok());
      CHECK(found->checkpoint->state.step == 10);
      REQUIRE(found->skipped.size() == 1);
      CHECK_THAT(found->skipped[0], Catch::Contains("step-00000020.safetensors"));
    }
  }
  SECTION("a byte of a tensor changed") {
    std::string bytes = slurp(newest);
    bytes[size - 5] ^= 1;
    spill(newest, bytes);
    CHECK(train::read_checkpoint(newest).error().code == "E0625");
    CHECK(checkpoints.newest()->checkpoint->state.step == 10);
  }
  SECTION("it does not push whole ones out") {
    truncate(newest, size / 2);
    REQUIRE(checkpoints.save(at(15), "", net.tensors()).ok());
    CHECK(checkpoints.steps() == std::vector<std::uint64_t>{15, 10});
  }
  SECTION("none is whole") {
    truncate(newest, size - 1);
    truncate(checkpoints.path_of(10), 0);
    const auto found = checkpoints.newest();
    REQUIRE_FALSE(found.ok());
    CHECK(found.error().code == "E0622");
    CHECK(found.error().remarks.size() == 3);
  }
}

TEST_CASE("checkpoint: the best weights are a file of their own",
          "[train][checkpoint]") {
  const tests::Folder folder;
  Checkpoints checkpoints(folder.path(), 1);
  const Net net;
  auto weights = net.tensors();
  weights.pop_back();
  REQUIRE(checkpoints.save_best(weights, {{"epoch", "3"}}).ok());
  const auto best = io::read_safetensors(checkpoints.best_path());
  REQUIRE(best.ok());
  CHECK(best->tensors.size() == 1);
  CHECK(best->metadata.at("epoch") == "3");
  CHECK(checkpoints.steps().empty());
  CHECK(train::read_checkpoint(checkpoints.best_path()).error().code == "E0621");
}

TEST_CASE("checkpoint: another configuration is refused at its line",
          "[train][checkpoint]") {
  train::Checkpoint checkpoint;
  checkpoint.path = "run/checkpoints/step-00000001.safetensors";
  checkpoint.config = "name: a\nseed: 1\n";
  CHECK(train::same_config(checkpoint, "name: a\nseed: 1\n", "run/config").ok());

  const auto differs = [&](const std::string& now) {
    const Outcome outcome = train::same_config(checkpoint, now, "run/config");
    REQUIRE_FALSE(outcome.ok());
    CHECK(outcome.error().code == "E0623");
    CHECK_THAT(outcome.error().message, Catch::Contains(checkpoint.path));
    return outcome.error();
  };
  const Error changed = differs("name: a\nseed: 2\n");
  CHECK(changed.place.line == 2);
  CHECK_THAT(changed.message, Catch::Contains("found 'seed: 2', expected 'seed: 1'"));
  CHECK_THAT(differs("name: a\n").message, Catch::Contains("found nothing more"));
  CHECK(differs("name: a\nseed: 1\nx: 1\n").place.line == 3);
  CHECK(differs("name: a\nseed: 1").code == "E0623");
}

TEST_CASE("digest: sees order of bytes, not of tensors", "[train][checkpoint]") {
  const Net net;
  auto tensors = net.tensors();
  const std::string before = train::digest(tensors);
  CHECK(before.size() == 16);
  std::swap(tensors[0], tensors[1]);
  CHECK(train::digest(tensors) == before);
  tensors[0].size = 23;
  CHECK(train::digest(tensors) != before);
  tensors[0].size = 24;
  std::swap(tensors[0].data, tensors[1].data);
  CHECK(train::digest(tensors) != before);
}
