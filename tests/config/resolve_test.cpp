// A job written back as a file.
#include "config/resolve.hpp"

#include <catch2/catch.hpp>

#include "config/fake_registry.hpp"
#include "config/whole_job.hpp"

using backplane::test::kWholeJob;
using backplane::test::ReadJob;
using backplane::test::small_job;

TEST_CASE("the resolved job reads back to itself", "[config][resolve]") {
  const ReadJob first(kWholeJob, {}, {3, -1});
  REQUIRE(first.diagnostics.ok());
  const std::string text = to_yaml(first.job.resolved);
  INFO(text);
  const ReadJob second(text);
  INFO(second.errors());
  REQUIRE(second.diagnostics.ok());
  CHECK(to_yaml(second.job.resolved) == text);
  CHECK(second.job.model[5].name == "dense1");
  CHECK(second.job.train.init == first.job.train.init);
  CHECK(second.job.optimizer.values[0].f == first.job.optimizer.values[0].f);
}

TEST_CASE("defaults are written out", "[config][resolve]") {
  const ReadJob small(small_job());
  const std::string text = to_yaml(small.job.resolved);
  INFO(text);
  for (const char* line :
       {"seed: 0", "batch: 32", "bias: true", "momentum: 0", "keep: 2"})
    CHECK(text.find(line) != std::string::npos);
  const ReadJob again(text);
  INFO(again.errors());
  REQUIRE(again.diagnostics.ok());
  CHECK(to_yaml(again.job.resolved) == text);
}

TEST_CASE("text that looks like a variable survives", "[config][resolve]") {
  const ReadJob first(
      "data: {npy: {inputs: /a/$$b (1).npy, targets: '/c#d: e.npy'}}\n"
      "model: [dense: 1]\nloss: mse\noptimizer: sgd\n");
  INFO(first.errors());
  REQUIRE(first.diagnostics.ok());
  const ReadJob second(to_yaml(first.job.resolved));
  INFO(second.errors());
  REQUIRE(second.diagnostics.ok());
  CHECK(second.job.data.source["inputs"].ss.front() == "/a/$b (1).npy");
  CHECK(second.job.data.source["targets"].ss.front() == "/c#d: e.npy");
}

TEST_CASE("a model file's job names no place on this machine", "[config][resolve]") {
  const ReadJob read(
      "plugins: [a/b.so]\ndata: {npy: {inputs: some/x.npy, targets: /d/y.npy}}\n"
      "model: [dense: 1]\nloss: mse\noptimizer: sgd\ntrain: {init: w.safetensors}\n");
  INFO(read.errors());
  REQUIRE(read.diagnostics.ok());
  const std::string here = to_yaml(read.job.resolved);
  CHECK(here.find("/some/x.npy") != std::string::npos);
  CHECK(here.find("/a/b.so") != std::string::npos);
  const std::string anywhere = to_yaml(without_paths(read.job.resolved));
  INFO(anywhere);
  CHECK(anywhere.find('/') == std::string::npos);
  CHECK(anywhere.find("inputs: x.npy") != std::string::npos);
  CHECK(anywhere.find("b.so") == std::string::npos);
  CHECK(anywhere.find("init") == std::string::npos);
}
