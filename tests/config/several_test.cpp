// Several inputs, targets and losses: what a file says of them, and the mistakes.
#include <catch2/catch.hpp>

#include "config/graph_job.hpp"

using backplane::test::flat;
using backplane::test::ReadJob;

namespace {

struct Sections {
  std::string data =
      "{inputs: {image: x.npy, meta: m.npy}, targets: {kind: k.npy, age: a.npy}}";
  std::string beside;
  std::string model =
      "  - {dense: 8, name: left, from: image}\n"
      "  - {dense: 8, name: right, from: meta}\n"
      "  - {concat: , from: [left, right]}\n"
      "  - {dense: 3, name: kinds}\n"
      "  - {dense: 1, name: ages, from: concat0}\n";
  std::string loss =
      "\n  - {cross_entropy: , of: kinds, target: kind}\n"
      "  - {mse: , of: ages, target: age, weight: 0.5}\n";
  std::string metrics = "[{accuracy: , of: kind}, {mae: , of: age}]";

  [[nodiscard]] std::string yaml() const {
    return "data:\n  npy: " + data + "\n" + beside + "model:\n" + model +
           "loss: " + loss + "\nmetrics: " + metrics + "\noptimizer: sgd\n";
  }
};

/// "E0240 message" of each mistake, in the order of their places.
std::string mistakes(const Sections& sections) {
  const ReadJob read(sections.yaml());
  if (read.diagnostics.ok()) return "none";
  const backplane::Error all = read.diagnostics.joined();
  std::string text = all.code + " " + all.message;
  for (const backplane::Error& other : all.also)
    text += "; " + other.code + " " + other.message;
  return text;
}

}  // namespace

TEST_CASE("several inputs and losses are read by name", "[config][several]") {
  const ReadJob read(Sections{}.yaml());
  INFO(read.errors());
  REQUIRE(read.diagnostics.ok());
  const backplane::config::Job& job = read.job;
  REQUIRE(job.data.inputs.size() == 2);
  CHECK(job.data.inputs[1].name == "meta");
  CHECK(job.data.targets[0].name == "kind");
  CHECK(job.model[0].in == std::vector<int>{-1});
  CHECK(job.model[1].in == std::vector<int>{-2});
  REQUIRE(job.losses.size() == 2);
  CHECK(job.losses[0].name == "kind");
  CHECK(job.losses[0].item == 3);
  CHECK(job.losses[1].item == 4);
  CHECK(job.losses[1].target == 1);
  CHECK(job.losses[1].weight == 0.5);
  CHECK(job.metrics[1].loss == 1);
}

TEST_CASE("the first item takes all inputs, in their order", "[config][several]") {
  Sections sections;
  sections.model =
      "  - concat\n  - {dense: 3, name: kinds}\n"
      "  - {dense: 1, name: ages, from: concat0}\n";
  const ReadJob read(sections.yaml());
  INFO(read.errors());
  REQUIRE(read.diagnostics.ok());
  CHECK(read.job.model[0].in == std::vector<int>{-1, -2});
}

TEST_CASE("the resolved file keeps names, weights and what they are of",
          "[config][several][resolve]") {
  Sections sections;
  sections.beside =
      "  transform: {meta: [scale: 0.5], image: [scale: 1/255, flatten]}\n"
      "  augment: {image: [flip]}\n";
  const ReadJob first(sections.yaml());
  INFO(first.errors());
  REQUIRE(first.diagnostics.ok());
  REQUIRE(first.job.data.transforms_of(0).size() == 2);
  CHECK(first.job.data.transforms_of(1).front().values[0].f == 0.5);
  CHECK(first.job.data.augmented == 0);
  const std::string text = to_yaml(first.job.resolved);
  INFO(text);
  const ReadJob second(text);
  INFO(second.errors());
  REQUIRE(second.diagnostics.ok());
  CHECK(to_yaml(second.job.resolved) == text);
  CHECK(second.job.losses[1].weight == 0.5);
  CHECK(second.job.data.inputs[0].name == "image");
  CHECK(flat(second.job) == flat(first.job));
}

TEST_CASE("names of inputs and targets: mistakes", "[config][several][error]") {
  Sections sections;
  CHECK(mistakes(sections) == "none");
  sections.data = "{inputs: [x.npy, m.npy], targets: t.npy}";
  CHECK_THAT(mistakes(sections),
             Catch::StartsWith("E0240 'inputs' lists 2 files without names"));

  sections = {};
  sections.data =
      "{inputs: {image: x.npy, meta: m.npy}, test_inputs: {imge: x.npy}, "
      "targets: {kind: k.npy, age: a.npy}}";
  CHECK(mistakes(sections) ==
        "E0241 'test_inputs' has no 'image'; E0241 'test_inputs' has no 'meta'; E0241 "
        "no input is called 'imge'");

  sections = {};
  sections.beside = "  transform: [scale: 1/255]\n  augment: [flip]\n";
  CHECK(mistakes(sections) ==
        "E0242 'transform' must say of which input; E0242 'augment' must say of which "
        "input");

  sections = {};
  sections.data =
      "{inputs: {image: x.npy, meta: m.npy}, vocab: 7, "
      "targets: {kind: k.npy, age: a.npy}}";
  CHECK(mistakes(sections) == "E0240 'vocab' must say of which input");

  sections = {};
  sections.model =
      "  - {dense: 8, from: image}\n  - {dense: 3, name: kinds}\n"
      "  - {dense: 1, name: ages, from: dense0}\n";
  CHECK(mistakes(sections) == "E0232 nothing takes the input 'meta'");
}

TEST_CASE("losses: mistakes", "[config][several][error]") {
  Sections sections;
  sections.loss =
      "\n  - {cross_entropy: , of: kinds, target: kind}\n"
      "  - {mse: , of: ages}\n";
  CHECK(mistakes(sections) == "E0243 'mse' must say its target");

  sections.loss = "{cross_entropy: , of: kinds, target: kind}";
  sections.metrics = "accuracy";
  CHECK_THAT(mistakes(sections),
             Catch::Contains("E0244 no loss takes the target 'age'"));

  sections = {};
  sections.metrics = "[accuracy, {mae: , of: ages}]";
  CHECK(mistakes(sections) ==
        "E0245 'accuracy' must say of which loss; E0245 no loss is called 'ages'");

  sections = {};
  sections.loss =
      "\n  - {cross_entropy: , of: knds, target: kind}\n"
      "  - {mse: , of: meta, target: age}\n";
  CHECK(mistakes(sections) ==
        "E0302 no item is called 'knds'; E0246 'meta' is an input, and nothing learns "
        "from a loss of it");

  sections = {};
  sections.loss =
      "\n  - {cross_entropy: , of: kinds, target: kind, name: all}\n"
      "  - {mse: , of: ages, target: age, name: all, weight: -1}\n";
  CHECK(mistakes(sections) ==
        "E0212 two losses are called 'all'; E0205 'weight' of a loss is -1, out of its "
        "range");
}

TEST_CASE("only sources that have arrays take names", "[config][several]") {
  const auto read = [](const std::string& data) {
    return ReadJob("data: " + data +
                   "\nmodel: [dense: 3]\nloss: mse\noptimizer: sgd\n");
  };
  const ReadJob image = read("{host: {inputs: [28, 28], classes: 10}}");
  INFO(image.errors());
  CHECK(image.diagnostics.ok());
  CHECK(image.job.data.source["inputs"].is == std::vector<std::int64_t>{28, 28});
  const ReadJob named = read("{host: {inputs: {a: 4, b: 5}, outputs: 1}}");
  CHECK(named.job.data.inputs.empty());
  CHECK(named.errors().find("E0204") != std::string::npos);
}

TEST_CASE("one input may have a name", "[config][several]") {
  for (const char* transform : {"{image: [scale: 2]}", "[scale: 2]", "{scale: 2}"}) {
    CAPTURE(transform);
    const ReadJob read(
        "data:\n  npy: {inputs: {image: x.npy}, targets: t.npy}\n"
        "  transform: " +
        std::string(transform) +
        "\nmodel: [{dense: 3, from: image}]\nloss: mse\noptimizer: sgd\n");
    INFO(read.errors());
    REQUIRE(read.diagnostics.ok());
    CHECK(read.job.data.transforms_of(0).size() == 1);
  }
}

TEST_CASE("what is said of several arrays needs their names",
          "[config][several][error]") {
  const auto code = [](const std::string& data) {
    Sections sections;
    sections.data = data;
    sections.model = "  - {dense: 3, name: kinds}\n  - {dense: 1, name: ages}\n";
    sections.loss = "mse";
    sections.metrics = "[]";
    const std::string all = mistakes(sections);
    return all.substr(0, all.find(' '));
  };
  CHECK(code("{inputs: x.npy, targets: t.npy, vocab: {x: 5}}") == "E0240");
  CHECK(code("{inputs: x.npy, targets: t.npy, classes: [3, 4]}") == "E0240");
  CHECK(code("{inputs: x.npy, targets: t.npy, test_inputs: {x: u.npy}}") == "E0240");
  CHECK(code("{inputs: {a: x.npy, b: y.npy}, test_inputs: [x.npy, y.npy], "
             "targets: t.npy}") == "E0240");
  CHECK(code("{inputs: {a: x.npy, input: y.npy}, targets: t.npy}") == "E0212");
}

TEST_CASE("a loss of a repeat is written as the item it is of",
          "[config][several][resolve]") {
  const ReadJob first(
      "data: {npy: {inputs: x.npy, targets: t.npy}}\n"
      "model:\n  - {dense: 3, repeat: 2, name: d}\n"
      "loss: {mse: , of: d}\noptimizer: sgd\n");
  INFO(first.errors());
  REQUIRE(first.diagnostics.ok());
  const std::string text = to_yaml(first.job.resolved);
  CHECK(text.find("of: d1") != std::string::npos);
  const ReadJob second(text);
  INFO(second.errors());
  REQUIRE(second.diagnostics.ok());
  CHECK(second.job.losses[0].item == first.job.losses[0].item);
}

TEST_CASE("a mistake in a loss is the only one that is told",
          "[config][several][error]") {
  Sections sections;
  sections.loss =
      "\n  - {cross_entropie: , of: kinds, target: kind}\n"
      "  - {mse: , of: ages, target: age}\n";
  CHECK_THAT(mistakes(sections), Catch::StartsWith("E0412") && !Catch::Contains(";"));
  sections = {};
  sections.loss =
      "\n  - {cross_entropy: , of: [kinds], target: kind}\n"
      "  - {mse: , of: ages, target: age}\n";
  CHECK_THAT(mistakes(sections), Catch::StartsWith("E0204") && !Catch::Contains(";"));
}
