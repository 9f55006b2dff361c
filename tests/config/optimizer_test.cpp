// What stands beside an optimizer, and the average of train.
#include <catch2/catch.hpp>

#include "config/fake_registry.hpp"

namespace config = backplane::config;
using backplane::test::ReadJob;

namespace {

ReadJob with(const std::string& optimizer, const std::string& more = {},
             const config::ConfigOptions& options = {}) {
  return ReadJob(
      "data: {toy: xor}\nmodel: [dense: 2, relu, dense: 1]\nloss: mse\n"
      "optimizer: " +
          optimizer + "\n" + more,
      options);
}

std::vector<std::string> texts(const std::vector<config::Pattern>& patterns) {
  std::vector<std::string> all;
  for (const auto& pattern : patterns) all.push_back(pattern.text);
  return all;
}

const char* const kGroups =
    "{adamw: {lr: 0.01, eps: 1e-5}, no_decay: [bias, 'dense1.*'], freeze: dense0,"
    " l1: 1e-4, decay: l2, groups: [{match: bias, lr: 0.1, weight_decay: 0},"
    " {match: [dense, 'x.*'], lr_factor: 2, betas: [0.5, 0.6], l1: 0, freeze: true}]}";

}  // namespace

TEST_CASE("what stands beside an optimizer is read", "[config][optimizer]") {
  const ReadJob read = with(kGroups);
  INFO(read.errors());
  REQUIRE(read.diagnostics.ok());
  const config::Job& job = read.job;
  CHECK(texts(job.no_decay) == std::vector<std::string>{"bias", "dense1.*"});
  CHECK(job.no_decay[1].place.line == 4);
  CHECK(texts(job.freeze) == std::vector<std::string>{"dense0"});
  CHECK(job.l1 == 1e-4);
  CHECK(job.decay == config::Decay::l2);
  CHECK(with("sgd").job.decay == config::Decay::own);
}

TEST_CASE("a group has the optimizer's parameters but for its own",
          "[config][optimizer]") {
  const ReadJob read = with(kGroups);
  INFO(read.errors());
  REQUIRE(read.job.groups.size() == 2);
  const auto& [bias, dense] = std::tie(read.job.groups[0], read.job.groups[1]);
  CHECK(texts(bias.match) == std::vector<std::string>{"bias"});
  CHECK(bias.optimizer.part == read.job.optimizer.part);
  CHECK(bias.optimizer["lr"].f == 0.1);
  CHECK(bias.lr_place.known());
  CHECK(bias.optimizer["weight_decay"].f == 0);
  CHECK(bias.optimizer["eps"].f == 1e-5);
  CHECK(bias.lr_factor == 1);
  CHECK_FALSE(bias.l1.has_value());
  CHECK_FALSE(bias.freeze);
  CHECK(texts(dense.match) == std::vector<std::string>{"dense", "x.*"});
  CHECK(dense.optimizer["lr"].f == 0.01);
  CHECK_FALSE(dense.lr_place.known());
  CHECK(dense.optimizer["betas"].fs == std::vector<double>{0.5, 0.6});
  CHECK(dense.lr_factor == 2);
  CHECK(dense.l1 == 0.0);
  CHECK(dense.freeze);
}

TEST_CASE("a group alone needs no list, and no required parameter again",
          "[config][optimizer]") {
  const ReadJob read =
      with("{sgd: 0.5, groups: {match: bias, learning_rate: 1}}", "", {});
  CHECK(read.has("E0207"));  // the fake sgd has no such alias: its own words hold
  const ReadJob good = with("{sgd: 0.5, groups: {match: bias, momentum: 0.9}}");
  INFO(good.errors());
  REQUIRE(good.job.groups.size() == 1);
  CHECK(good.job.groups[0].optimizer["lr"].f == 0.5);
  CHECK(good.job.groups[0].optimizer["momentum"].f == 0.9);
}

TEST_CASE("groups are written back as they were", "[config][resolve][optimizer]") {
  const ReadJob first =
      with(kGroups, "train: {average: {ema: {decay: 99%, warmup: true}}}\nseed: 3\n");
  INFO(first.errors());
  REQUIRE(first.diagnostics.ok());
  const std::string text = to_yaml(first.job.resolved);
  INFO(text);
  const ReadJob second(text);
  INFO(second.errors());
  REQUIRE(second.diagnostics.ok());
  CHECK(to_yaml(second.job.resolved) == text);
  REQUIRE(second.job.groups.size() == 2);
  CHECK(second.job.groups[1].optimizer["betas"].fs == std::vector<double>{0.5, 0.6});
  CHECK(second.job.groups[1].l1 == 0.0);
  CHECK(second.job.train.average->decay == 0.99);
  CHECK(second.job.train.average->warmup);
}

TEST_CASE("overrides reach into groups", "[config][set][optimizer]") {
  const ReadJob read =
      with(kGroups, "", {{"optimizer.groups[0].lr=0.7", "optimizer.l1=0.5"}, true});
  INFO(read.errors());
  REQUIRE(read.job.groups.size() == 2);
  CHECK(read.job.groups[0].optimizer["lr"].f == 0.7);
  CHECK(read.job.l1 == 0.5);
}

TEST_CASE("mistakes beside an optimizer are all reported",
          "[config][optimizer][error]") {
  CHECK(with("{sgd: 1, no_decay: ['*.bias']}").has("E0230"));
  CHECK(with("{sgd: 1, groups: [{match: '(', lr: 1}]}").has("E0230"));
  CHECK(with("{sgd: 1, groups: 3}").has("E0204"));
  CHECK(with("{sgd: 1, groups: [bias]}").has("E0204"));
  CHECK(with("{sgd: 1, groups: [{lr: 1}]}").has("E0202"));
  CHECK(with("{sgd: 1, groups: [{match: a, lr: 1, lr_factor: 2}]}").has("E0218"));
  CHECK(with("{sgd: 1, groups: [{match: a, lr: -1}]}").has("E0205"));
  CHECK(with("{sgd: 1, groups: [{match: a, lr_factor: -1}]}").has("E0205"));
  CHECK(with("{sgd: 1, l1: -1}").has("E0205"));
  CHECK(with("{sgd: 1, decay: L2}").has("E0208"));
  CHECK(with("{sgd: 1, freez: [bias]}").has("E0201"));
  const std::string many = with(
                               "{sgd: 1, groups: [{match: a, momentm: 1},"
                               " {match: b, lr_fctor: 1}]}")
                               .errors();
  CHECK(many.find("did you mean 'momentum'?") != std::string::npos);
  CHECK(many.find("did you mean 'lr_factor'?") != std::string::npos);
}

TEST_CASE("an average is a decay, or a map", "[config][train]") {
  const auto average = [](const std::string& text) {
    return with("sgd", "train: {average: " + text + "}\n");
  };
  CHECK(average("{ema: 0.9}").job.train.average->decay == 0.9);
  CHECK_FALSE(average("{ema: 0.9}").job.train.average->warmup);
  CHECK(average("{ema: {warmup: true}}").job.train.average->warmup);
  CHECK(average("{ema: {warmup: true}}").job.train.average->decay == 0.999);
  CHECK_FALSE(with("sgd").job.train.average.has_value());
  CHECK(average("{ema: 1}").has("E0205"));
  CHECK(average("{ema: -0.1}").has("E0205"));
  CHECK(average("{emma: 0.9}").errors().find("did you mean 'ema'?") !=
        std::string::npos);
  CHECK(average("{}").has("E0202"));
  CHECK(average("0.9").has("E0204"));
}
