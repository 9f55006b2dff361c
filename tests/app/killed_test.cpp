// kill -9 at any place: resume goes on to the model and the log of a run that was left
// alone.
#include <filesystem>
#include <thread>

#include "app/command.hpp"

using namespace backplane::test;

namespace {

constexpr const char* kSpirals = R"(name: spirals
seed: 5
data: {toy: {kind: spirals, classes: 3, samples: 3000}, validation: 600, batch: 16}
model:
  - dense: {units: 256, activation: tanh}
    name: fc1
  - dropout: 0.1
  - dense: {units: 256, activation: tanh}
    name: fc2
  - dense: classes
    name: fc3
loss: cross_entropy
metrics: [accuracy]
optimizer: {adam: {lr: 1e-3}}
train: {epochs: 4}
checkpoint: {every: 100 steps, best: val.accuracy}
log: [{jsonl: {every: 50 steps}}]
)";

/// The log without the times, which no two runs share.
std::string timeless(const std::string& lines) {
  std::string kept;
  std::istringstream in(lines);
  for (std::string line; std::getline(in, line);) {
    auto json = nlohmann::json::parse(line);
    json.erase("time");
    kept += json.dump() + "\n";
  }
  return kept;
}

bool any_file(const std::string& folder, const std::string& with) {
  std::error_code failed;
  for (const auto& entry : std::filesystem::directory_iterator(folder, failed))
    if (entry.path().filename().string().find(with) != std::string::npos) return true;
  return false;
}

/// Trains until `now()`, and kills; false when the run was over before.
template <class Now>
bool killed_when(const Scratch& scratch, const std::string& out, const Now& now) {
  Child child(command(scratch.folder(), {"train", "spirals.yaml", "--out", out}));
  const auto model = scratch.path(out + "/model.safetensors");
  while (!now()) {
    if (std::filesystem::exists(model)) return false;
    std::this_thread::sleep_for(std::chrono::microseconds(100));
  }
  child.signal(SIGKILL);
  return child.finish().code == 128 + SIGKILL;
}

}  // namespace

TEST_CASE("a run killed by -9 resumes to the bits of one that was not",
          "[app][killed]") {
  const Scratch scratch;
  scratch.put("spirals.yaml", kSpirals);
  REQUIRE(run(command(scratch.folder(), {"train", "spirals.yaml", "--out", "whole"}))
              .code == 0);
  const auto model = scratch.get("whole/model.safetensors");
  const auto log = timeless(scratch.get("whole/metrics.jsonl"));
  REQUIRE_FALSE(log.empty());

  const auto resumes = [&](const std::string& out) {
    const auto resumed = run(command(scratch.folder(), {"resume", out}));
    CAPTURE(resumed.out, resumed.err);
    CHECK(resumed.code == 0);
    CHECK((scratch.get(out + "/model.safetensors") == model));
    CHECK(timeless(scratch.get(out + "/metrics.jsonl")) == log);
  };

  SECTION("before the first checkpoint") {
    REQUIRE(killed_when(scratch, "early", [&] {
      return std::filesystem::exists(scratch.path("early/metrics.jsonl"));
    }));
    CHECK_FALSE(any_file(scratch.path("early/checkpoints"), "step-"));
    resumes("early");
  }
  SECTION("in the middle of an epoch") {
    REQUIRE(killed_when(scratch, "middle", [&] {
      return any_file(scratch.path("middle/checkpoints"), "step-00000300");
    }));
    resumes("middle");
  }
  SECTION("while a checkpoint is written") {
    REQUIRE(killed_when(scratch, "writing", [&] {
      return any_file(scratch.path("writing/checkpoints"), "step-") &&
             any_file(scratch.path("writing/checkpoints"), ".tmp");
    }));
    resumes("writing");
  }
}
