// --set path=value, over a file.
#include "config/override.hpp"

#include <catch2/catch.hpp>

#include "config/config.hpp"

namespace config = backplane::config;

namespace {

/// The tree after the overrides.
std::string with(const std::string& text, const std::vector<std::string>& sets) {
  const auto result = config::parse_config(text, "a.yaml", {sets, true});
  if (!result.ok()) FAIL(render(result.error()));
  return to_yaml(result->root);
}

backplane::Error failure(const std::string& text, const std::string& set) {
  const auto result = config::parse_config(text, "a.yaml", {{set}, true});
  REQUIRE_FALSE(result.ok());
  return result.error();
}

constexpr const char* kModel =
    "model: [dense: 4, relu, {dense: {units: 3}, name: head}, dropout: {p: 0.1}]\n";

bool model_has(const std::string& set, const std::string& text) {
  const std::string tree = with(kModel, {set});
  UNSCOPED_INFO(tree);
  return tree.find(text) != std::string::npos;
}

}  // namespace

TEST_CASE("the key of a component may be left out", "[config][set]") {
  CHECK(with("optimizer: {adamw: {lr: 1}}", {"optimizer.lr=0.5"}) ==
        "optimizer: {adamw: {lr: 0.5}}\n");
  CHECK(with("optimizer: {adamw: {lr: 1}}", {"optimizer.adamw.lr=0.5"}) ==
        "optimizer: {adamw: {lr: 0.5}}\n");
  CHECK(with("optimizer: adamw", {"optimizer.lr=0.5"}) ==
        "optimizer: {adamw: {lr: 0.5}}\n");
  CHECK(with("data: {toy: xor, batch: 3}", {"data.batch=9", "data.noise=0.5"}) ==
        "data: {toy: {\"\": xor, noise: 0.5}, batch: 9}\n");
  CHECK(with("schedule: {cosine: {to: 1}}", {"schedule.to=2"}) ==
        "schedule: {cosine: {to: 2}}\n");
}

TEST_CASE("a whole component is chosen anew", "[config][set]") {
  CHECK(with("optimizer: {adamw: {lr: 1}}", {"optimizer=sgd"}) ==
        "optimizer: {sgd: null}\n");
  CHECK(with("optimizer: {adamw: {lr: 1}}", {"optimizer=sgd: {lr: 0.1}"}) ==
        "optimizer: {sgd: {lr: 0.1}}\n");
  CHECK(with("optimizer: adamw", {"optimizer.no_decay=[bias]"}) ==
        "optimizer: {adamw: null, no_decay: [bias]}\n");
  CHECK(with("a: 1", {"optimizer=sgd"}) == "a: 1\noptimizer: sgd\n");
}

TEST_CASE("keys are replaced, added and removed", "[config][set]") {
  CHECK(with("train: {epochs: 2}", {"train.epochs=7", "train.stop_early.patience=3"}) ==
        "train: {epochs: 7, stop_early: {patience: 3}}\n");
  CHECK(with("a: 1", {"train.epochs=7"}) == "a: 1\ntrain: {epochs: 7}\n");
  CHECK(with("train: {epochs: 2, clip_norm: 1}", {"train.clip_norm=null"}) ==
        "train: {epochs: 2}\n");
  CHECK(with("vars: {w: 3}\nx: $w", {"vars.w=4"}) == "x: 4\n");
}

TEST_CASE("items are found by name, type and number", "[config][set]") {
  CHECK(model_has("model.dense0.bias=false", "dense: {\"\": 4, bias: false}"));
  CHECK(model_has("model.head.units=9", "units: 9"));
  CHECK(model_has("model.layers.head.units=9", "units: 9"));
  CHECK(model_has("model[2].units=9", "units: 9"));
  CHECK(model_has("model.layers[3].p=0.2", "dropout: {p: 0.2}"));
  CHECK(model_has("model.dropout.p=0.2", "dropout: {p: 0.2}"));
  CHECK(model_has("model.head.activation.swish.beta=2", "swish: {beta: 2}"));
  CHECK(model_has("model[1]=tanh", "tanh: null"));
  CHECK_FALSE(model_has("model[1]=null", "relu"));
  CHECK(with("model: {layers: [{dense: 1, name: a}]}", {"model.a.units=2"})
            .find("dense: {\"\": 1, units: 2}") != std::string::npos);
  // A text's parameters may stand beside it: there they are set, or where they are.
  CHECK(with("data: {text: a, context: 3}", {"data.context=9"}) ==
        "data: {text: a, context: 9}\n");
  CHECK(with("data: {text: {files: a, context: 3}}", {"data.context=9"}) ==
        "data: {text: {files: a, context: 9}}\n");
  CHECK(with("data: {toy: xor, transform: [scale: 2, flatten]}",
             {"data.transform[0].factor=3"}) ==
        "data: {toy: xor, transform: [{scale: {\"\": 2, factor: 3}}, flatten]}\n");
  CHECK(with("schedule: [{cosine: {to: 1}}]", {"schedule.cosine.to=2"}) ==
        "schedule: [{cosine: {to: 2}}]\n");
}

TEST_CASE("an override that leads nowhere says where it lost its way",
          "[config][set][error]") {
  const char* job =
      "vars: {width: 3}\nmodel: [dense: 4, {dense: 5, name: head}, dense: 6]\n";
  const auto lost = failure(job, "model.haed.units=3");
  CHECK(lost.label == "did you mean 'head'?");
  CHECK(lost.place.column == 13);
  CHECK(lost.place.length == 4);
  CHECK(lost.place.file == config::kCommandLine);
  CHECK(failure(job, "model.dense.units=3").code == "E0119");
  CHECK(failure(job, "model[3].units=3").code == "E0119");
  CHECK(failure(job, "vars.wdith=3").label == "did you mean 'width'?");
  CHECK(failure(job, "extends=x").code == "E0119");
  CHECK(failure("seed: 3", "seed.x=1").code == "E0119");
  CHECK(failure("seed: 3", "seed[0]=1").code == "E0119");
}

TEST_CASE("what is no override is refused", "[config][set][error]") {
  for (const char* bad :
       {"", "a", "=1", "a..b=1", "a.=1", "a[x]=1", "a[1=1", "a[1]b=1", ".a=1"}) {
    CAPTURE(bad);
    CHECK(failure("a: 1", bad).code == "E0118");
  }
  const auto syntax = failure("a: 1", "a.b={x: 1");
  CHECK(syntax.code == "E0101");
  CHECK(syntax.place.column == 11);
  CHECK(syntax.place.text == "--set a.b={x: 1");
  CHECK(failure("a: 1", "b=$nobody").place.column == 9);
}
