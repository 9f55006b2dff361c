// A process that is killed while it writes leaves nothing half done behind.
#include <sys/wait.h>
#include <unistd.h>

#include <catch2/catch.hpp>
#include <csignal>
#include <cstring>
#include <vector>

#include "train/checkpoint.hpp"
#include "train/folder.hpp"
#include "train/jsonl.hpp"

namespace {

using namespace backplane;
using train::Checkpoints;
using train::MetricsLog;
using train::StepLine;
using train::TrainState;

// A million weights that all say which step they belong to.
[[noreturn]] void save_for_ever(const std::string& folder) {
  std::vector<float> weight(1 << 20);
  Checkpoints checkpoints(folder, 2);
  auto log = MetricsLog::create(folder + "/metrics.jsonl", DType::f32);
  for (std::uint64_t step = 1;; ++step) {
    std::fill(weight.begin(), weight.end(), static_cast<float>(step));
    TrainState state;
    state.step = state.metrics_lines = step;
    const bool saved = log->write(StepLine{step, 1, 0.5, 0.1}).ok() &&
                       log->sync().ok() &&
                       checkpoints
                           .save(state, "",
                                 {{"weight",
                                   "F32",
                                   {1 << 20},
                                   reinterpret_cast<const std::byte*>(weight.data()),
                                   4 << 20}})
                           .ok();
    if (!saved) ::_exit(1);
  }
}

}  // namespace

TEST_CASE("killed: whenever it is, the newest checkpoint is whole and its log is there",
          "[train][checkpoint]") {
  for (useconds_t round = 0; round < 12; ++round) {
    const tests::Folder folder;
    const pid_t child = ::fork();
    REQUIRE(child >= 0);
    if (child == 0) save_for_ever(folder.path());
    ::usleep(20'000 + round * 7'300);
    ::kill(child, SIGKILL);
    int status = 0;
    ::waitpid(child, &status, 0);
    REQUIRE(WIFSIGNALED(status));

    const auto found = Checkpoints(folder.path(), 2).newest();
    REQUIRE(found.ok());
    CHECK(found->skipped.empty());
    if (!found->checkpoint) continue;  // killed before the first
    const train::Checkpoint& checkpoint = *found->checkpoint;
    const auto weight = checkpoint.tensor("weight", make_shape(DType::f32, {1 << 20}));
    REQUIRE(weight.ok());
    float last = 0;
    std::memcpy(&last, (*weight)->data + (*weight)->size - 4, 4);
    CHECK(last == static_cast<float>(checkpoint.state.step));
    CHECK(MetricsLog::resume(folder / "metrics.jsonl", DType::f32,
                             checkpoint.state.metrics_lines)
              .ok());
  }
}
