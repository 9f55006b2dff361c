// metrics.jsonl: what stands in it, and how it is cut back.
#include "train/jsonl.hpp"

#include <algorithm>
#include <catch2/catch.hpp>
#include <limits>
#include <nlohmann/json.hpp>

#include "train/folder.hpp"

namespace {

using namespace backplane;
using tests::slurp;
using tests::spill;
using train::EpochLine;
using train::MetricsLog;
using train::StepLine;

constexpr double kInf = std::numeric_limits<double>::infinity();

}  // namespace

TEST_CASE("jsonl: a step's line", "[train][jsonl]") {
  const StepLine line{7, 1, 0.1, 1e-3};
  CHECK(to_json(line, DType::f32) ==
        R"({"step": 7, "epoch": 1, "loss": 0.1, "lr": 0.001})");
  CHECK(to_json(line, DType::f64) ==
        R"({"step": 7, "epoch": 1, "loss": 0.10000000000000001, "lr": 0.001})");
}

TEST_CASE("jsonl: an epoch's line keeps its timing apart", "[train][jsonl]") {
  EpochLine line;
  line.epoch = 2;
  line.step = 938;
  line.train_loss = 1.0 / 3;
  line.val_loss = 0.5;
  line.metrics = {{"val_accuracy", "0.895"}, {"val_confusion_matrix", "[[1,0],[0,2]]"}};
  line.lr = 0.05;
  line.time = {{"seconds", 1.5}, {"samples_per_second", 36000}};
  const std::string text = to_json(line, DType::f32);
  CHECK(text ==
        R"({"epoch": 2, "step": 938, "train_loss": 0.333333333, "val_loss": 0.5, )"
        R"("val_accuracy": 0.895, "val_confusion_matrix": [[1,0],[0,2]], "lr": 0.05, )"
        R"("time": {"seconds": 1.5, "samples_per_second": 36000}})");
  auto parsed = nlohmann::json::parse(text);
  parsed.erase("time");
  CHECK(parsed.size() == 7);

  line.val_loss.reset();
  line.metrics = {{"odd \"name\"\n", "null"}};
  parsed = nlohmann::json::parse(to_json(line, DType::f64));
  CHECK_FALSE(parsed.contains("val_loss"));
  CHECK(parsed["odd \"name\"\n"].is_null());
  CHECK(parsed["train_loss"].get<double>() == 1.0 / 3);
}

TEST_CASE("jsonl: what JSON lacks is null", "[train][jsonl]") {
  const StepLine line{1, 1, std::numeric_limits<double>::quiet_NaN(), kInf};
  const auto parsed = nlohmann::json::parse(to_json(line, DType::f64));
  CHECK(parsed["loss"].is_null());
  CHECK(parsed["lr"].is_null());
  CHECK(train::json_number(-kInf) == "null");
}

TEST_CASE("jsonl: numbers come back exactly", "[train][jsonl]") {
  for (const double x :
       {0.1, 1e300, 5e-324, -1.0 / 3, 1.7976931348623157e308, 0.0, 1e21})
    for (const int digits : {0, 17})
      CHECK(nlohmann::json::parse(train::json_number(x, digits)).get<double>() == x);
  CHECK(train::json_number(1.0, 17) == "1");
  CHECK(train::json_number(1e-7, 9) == "1e-07");
}

TEST_CASE("jsonl: lines are appended and counted", "[train][jsonl]") {
  const tests::Folder folder;
  const std::string path = folder / "metrics.jsonl";
  {
    auto log = MetricsLog::create(path, DType::f64);
    REQUIRE(log.ok());
    REQUIRE(log->write(StepLine{1, 1, 0.5, 0.1}).ok());
    REQUIRE(log->write(EpochLine{1, 1, 0.5, {}, {}, 0.1, {}}).ok());
    CHECK(log->lines() == 2);
    CHECK(log->sync().ok());
  }
  const std::string text = slurp(path);
  CHECK(std::count(text.begin(), text.end(), '\n') == 2);
  CHECK(text.back() == '\n');
}

TEST_CASE("jsonl: resuming drops later lines and a half one", "[train][jsonl]") {
  const tests::Folder folder;
  const std::string path = folder / "metrics.jsonl";
  spill(path, "{\"a\": 1}\n{\"a\": 2}\n{\"a\": 3}\n{\"a\"");
  const auto lines = GENERATE(as<std::uint64_t>(), 0, 1, 3);
  {
    auto log = MetricsLog::resume(path, DType::f32, lines);
    REQUIRE(log.ok());
    CHECK(log->lines() == lines);
    REQUIRE(log->write(StepLine{9, 1, 1, 1}).ok());
    CHECK(log->lines() == lines + 1);
  }
  const std::string all = "{\"a\": 1}\n{\"a\": 2}\n{\"a\": 3}\n";
  CHECK(slurp(path) ==
        all.substr(0, lines * 9) + to_json(StepLine{9, 1, 1, 1}, DType::f32) + "\n");
}

TEST_CASE("jsonl: long logs are cut at the right byte", "[train][jsonl]") {
  const tests::Folder folder;
  const std::string path = folder / "metrics.jsonl";
  std::string text;
  std::size_t end = 0;
  for (int i = 0; i < 20'000; ++i) {
    text += "{\"line\": " + std::to_string(i) + "}\n";
    if (i == 15'000) end = text.size();
  }
  spill(path, text);
  REQUIRE(MetricsLog::resume(path, DType::f32, 15'001).ok());
  CHECK(slurp(path) == text.substr(0, end));
}

TEST_CASE("jsonl: a log that cannot be is an error", "[train][jsonl][error]") {
  const tests::Folder folder;
  CHECK(MetricsLog::create(folder / "none/metrics.jsonl", DType::f32).error().code ==
        "E0630");
  CHECK(MetricsLog::resume(folder / "new.jsonl", DType::f32, 0).ok());
  spill(folder / "short.jsonl", "{}\n{");
  const auto few = MetricsLog::resume(folder / "short.jsonl", DType::f32, 2);
  REQUIRE_FALSE(few.ok());
  CHECK(few.error().code == "E0631");
  CHECK(slurp(folder / "short.jsonl") == "{}\n{");
}

TEST_CASE("jsonl: a full disk is an error", "[train][jsonl][error]") {
  auto log = MetricsLog::create("/dev/full", DType::f32);
  if (!log.ok()) return;  // a system without it
  const Outcome written = log->write(StepLine{});
  REQUIRE_FALSE(written.ok());
  CHECK(written.error().code == "E0630");
  CHECK_FALSE(written.error().remarks.empty());
}
