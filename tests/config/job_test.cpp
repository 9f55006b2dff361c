// Sections into a job.
#include "config/job.hpp"

#include <catch2/catch.hpp>
#include <filesystem>

#include "config/fake_registry.hpp"
#include "config/whole_job.hpp"

namespace config = backplane::config;
using backplane::DType;
using backplane::Kind;
using backplane::test::kWholeJob;
using backplane::test::ReadJob;
using backplane::test::small_job;
using config::Duration;

TEST_CASE("a whole file becomes a job", "[config][job]") {
  const ReadJob read(kWholeJob, {}, {3, -1});
  INFO(read.errors());
  REQUIRE(read.diagnostics.ok());
  const config::Job& job = read.job;
  CHECK(job.name == "whole");
  CHECK(job.seed == 42);
  CHECK(job.precision == DType::f64);
  CHECK(job.data.source["classes"].i == 3);
  CHECK(job.data.validation_fraction == 0.1);
  CHECK(job.data.batch == 16);
  CHECK_FALSE(job.data.shuffle);
  REQUIRE(job.data.transforms_of(0).size() == 2);
  CHECK(job.data.transforms_of(0)[0].values[0].f == 1.0 / 255);
  REQUIRE(job.data.augments.size() == 2);
  CHECK(job.data.augments[0].id() == "flip");
  CHECK(job.data.augments[1]["area"].fs == std::vector<double>{0.02, 0.2});
  CHECK(job.losses.front().part["label_smoothing"].f == 0.1);
  CHECK(job.metrics.size() == 2);
  CHECK(job.optimizer["lr"].f == 1e-2);
  CHECK(job.optimizer["betas"].fs == std::vector<double>{0.8, 0.99});
  CHECK(job.optimizer["eps"].f == 1e-8);
  REQUIRE(job.no_decay.size() == 1);
  CHECK(job.no_decay[0].text == "bias");
}

TEST_CASE("a model's items carry their wiring", "[config][job]") {
  const ReadJob read(kWholeJob, {}, {3, -1});
  REQUIRE(read.diagnostics.ok());
  const auto& model = read.job.model;
  REQUIRE(model.size() == 6);
  CHECK(model[0].name == "fc1");
  CHECK(model[0].part["units"].i == 16);
  CHECK(model[0].activation->id() == "relu");
  CHECK(model[0].init.at("weight").id() == "he_normal");
  CHECK(model[1].kind == Kind::activation);
  CHECK(model[1].part["beta"].f == 2);
  CHECK(model[1].name == "swish0");
  CHECK(model[3].name == "dense0");
  CHECK(model[3].init.at("weight")["value"].f == 0.5);
  CHECK(model[5].name == "dense1");
  CHECK(model[5].part["units"].i == 3);
  CHECK(model[5].part["bias"].i == 0);
  CHECK(model[5].in == std::vector<int>{0, 4});
}

TEST_CASE("how a run goes is read with its units", "[config][job]") {
  const ReadJob read(kWholeJob, {}, {3, -1});
  REQUIRE(read.diagnostics.ok());
  const config::Job& job = read.job;
  REQUIRE(job.schedule.size() == 3);
  CHECK(job.schedule[0].part.values[0].s == "2 epochs");
  CHECK_FALSE(job.schedule[0].length.has_value());
  CHECK(job.schedule[1].length->amount == 10);
  CHECK(job.schedule[1].length->unit == Duration::Unit::steps);
  CHECK(job.train.length.amount == 5);
  CHECK(job.train.accumulate == 2);
  CHECK(job.train.clip_norm == 1.5);
  CHECK(job.train.stop_early->metric == "val.top_3");
  CHECK_FALSE(job.train.stop_early->restore_best);
  CHECK(job.train.init.front() == '/');
  CHECK(job.checkpoint.every.amount == 600);
  CHECK(job.checkpoint.keep == 3);
  CHECK(job.checkpoint.best == "val.accuracy");
  CHECK(job.log.jsonl_steps);
  CHECK(job.log.jsonl_every == 5);
}

TEST_CASE("what is not written has its default", "[config][job]") {
  const ReadJob read(small_job());
  INFO(read.errors());
  REQUIRE(read.diagnostics.ok());
  CHECK(read.job.name == "job");
  CHECK(read.job.seed == 0);
  CHECK(read.job.precision == DType::f32);
  CHECK(read.job.data.batch == 32);
  CHECK(read.job.data.shuffle);
  CHECK(read.job.train.length.amount == 10);
  CHECK_FALSE(read.job.train.stop_early.has_value());
  CHECK(read.job.model[2].name == "dense1");
  CHECK(read.job.checkpoint.best.empty());
  CHECK_FALSE(read.job.log.jsonl_steps);
}

TEST_CASE("plugins are asked for by absolute path", "[config][job]") {
  const auto config = config::parse_config(
      "plugins: [a.so, {path: /b/./c.so, sha256: abc}]", "/x/job.yaml");
  REQUIRE(config.ok());
  const auto requests = plugin_requests(*config);
  REQUIRE(requests.ok());
  CHECK(requests->at(0).path == "/x/a.so");
  CHECK(requests->at(1).path == "/b/c.so");
  CHECK(requests->at(1).sha256 == "abc");
  const auto bad =
      config::parse_config("plugins: [{sha256: abc}, {pth: a}]", "job.yaml");
  REQUIRE(bad.ok());
  CHECK_FALSE(plugin_requests(*bad).ok());
}

TEST_CASE("an override's path is relative to the working directory", "[config][job]") {
  const ReadJob read(small_job(), {{"train.init=w.safetensors"}, true});
  REQUIRE(read.diagnostics.ok());
  CHECK(read.job.train.init ==
        (std::filesystem::current_path() / "w.safetensors").string());
}

TEST_CASE("short forms mean what the long ones do", "[config][job]") {
  const ReadJob read(
      small_job("train: {stop_early: 7, steps: 20}\nmetrics: mae\nschedule: cosine\n"
                "log: progress\n"),
      {{"data.validation=2"}, true});
  INFO(read.errors());
  REQUIRE(read.diagnostics.ok());
  CHECK(read.job.train.stop_early->patience == 7);
  CHECK(read.job.train.stop_early->metric == "val.loss");
  CHECK(read.job.train.length.unit == Duration::Unit::steps);
  CHECK(read.job.data.validation_count == 2);
  CHECK(read.job.metrics.size() == 1);
  CHECK(read.job.schedule.size() == 1);
}

TEST_CASE("of a short form and a name the later one stands", "[config][job]") {
  const char* base = "data: {toy: xor}\nmodel: [dense: 1]\nloss: mse\n";
  const auto lr = [&](const std::string& optimizer, const std::string& set) {
    const ReadJob read(base + optimizer, {{set}, true});
    INFO(read.errors());
    REQUIRE(read.diagnostics.ok());
    return read.job.optimizer["lr"].f;
  };
  CHECK(lr("optimizer: {sgd: 0.5}", "optimizer.momentum=0.9") == 0.5);
  CHECK(lr("optimizer: {sgd: 0.5}", "optimizer.lr=0.25") == 0.25);
  CHECK(lr("optimizer: {sgd: {lr: 0.5, momentum: 0.1}}", "optimizer=sgd: 0.25") ==
        0.25);
}

TEST_CASE("five mistakes are reported at once", "[config][job][error]") {
  const ReadJob read(
      "data: {toy: xor}\nmodel:\n  - dense: 2.5\n  - swoosh\n  - dropout: 1.5\n"
      "loss: mse\noptimizer: {adamw: {lerning_rate: 1}}\ntrian: {epochs: 3}\n");
  const std::string errors = read.errors();
  INFO(errors);
  CHECK(read.diagnostics.count() == 5);
  for (const char* code : {"E0204", "E0412", "E0205", "E0207", "E0201"})
    CHECK(read.has(code));
  for (const char* word : {"'lr'", "'swish'", "'train'"})
    CHECK(errors.find(std::string("did you mean ") + word) != std::string::npos);
  CHECK(read.job.model[1].broken);
  CHECK(read.job.model.size() == 3);
}

TEST_CASE("keys that are not built yet are unknown", "[config][job][error]") {
  const auto model = [](const std::string& text) {
    return ReadJob("data: {toy: xor}\nloss: mse\noptimizer: sgd\nmodel: " + text +
                   "\n");
  };
  for (const char* more : {"export: {onnx: x}\n", "sweep: {folds: 5}\n"})
    CHECK(ReadJob(small_job(more)).has("E0201"));
  CHECK(model("[{dense: 1, when: a}]").has("E0201"));
  CHECK(model("{blokcs: {}, layers: [dense: 1]}").has("E0201"));
}

TEST_CASE("names must be good and unlike each other", "[config][job][error]") {
  const auto model = [](const std::string& items) {
    return ReadJob("data: {toy: xor}\nloss: mse\noptimizer: sgd\nmodel: [" + items +
                   "]\n");
  };
  CHECK(model("{dense: 1, name: a}, {dense: 1, name: a}").has("E0212"));
  CHECK(model("{dense: 1, name: dense0}, dense: 1").has("E0212"));
  CHECK(model("{dense: 1, name: a.b}").has("E0212"));
  CHECK(model("{dense: 1, name: a}, dense: 1").diagnostics.ok());
  CHECK(ReadJob(small_job("name: a/b\n")).has("E0212"));
  CHECK(ReadJob(small_job("name: ..\n")).has("E0212"));
}

TEST_CASE("measured names need their metric and validation data",
          "[config][job][error]") {
  CHECK(ReadJob(small_job("train: {stop_early: 3}\n")).has("E0214"));
  CHECK(ReadJob(small_job("train: {stop_early: {metric: train.loss}}\n"))
            .diagnostics.ok());
  CHECK(ReadJob(small_job("checkpoint: {best: val.acuracy}\nmetrics: [accuracy]\n"))
            .errors()
            .find("did you mean 'val.accuracy'?") != std::string::npos);
}

TEST_CASE("a part's own rules speak at the parameter's place", "[config][job][error]") {
  const ReadJob read(
      "data: {toy: xor}\nloss: mse\noptimizer: sgd\n"
      "model: [dense: {bias: true, units: 13}]\n");
  REQUIRE(read.has("E0217"));
  CHECK(read.diagnostics.joined().place.column == 36);
}
