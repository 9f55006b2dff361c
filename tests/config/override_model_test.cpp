// --set on nested models: lists in items, options of structures, blocks, repeats.
#include <catch2/catch.hpp>

#include "config/config.hpp"

namespace config = backplane::config;

namespace {

constexpr const char* kModel = R"(
model:
  blocks:
    wide: {params: {units: int, times: int = 1}, layers: [dense: $units, relu]}
    short: [dense: 3, tanh]
  layers:
    - {dense: 4, name: stem}
    - residual: [dense: 5, {dense: 6, name: in}]
    - parallel:
        branches: [[dense: 7], [relu, dense: 8]]
        merge: {concat: {axis: 1}}
    - sequence: {layers: [dropout: {p: 0.5}]}
    - wide: 9
      repeat: 2
    - wide: 10
    - parallel: [[dense: 11], []]
)";

std::string with(const std::string& set) {
  const auto result = config::parse_config(kModel, "a.yaml", {{set}, true});
  if (!result.ok()) FAIL(render(result.error()));
  return to_yaml(*result->root.find("model"));
}

bool changes(const std::string& set, const std::string& text) {
  const std::string tree = with(set);
  UNSCOPED_INFO(set << " gives\n" << tree);
  return tree.find(text) != std::string::npos;
}

backplane::Error failure(const std::string& set) {
  const auto result = config::parse_config(kModel, "a.yaml", {{set}, true});
  REQUIRE_FALSE(result.ok());
  return result.error();
}

}  // namespace

TEST_CASE("a path leads into nested lists", "[config][set]") {
  CHECK(changes("model.residual0.dense0.units=50", "dense: {\"\": 5, units: 50}"));
  CHECK(changes("model.residual0.in.units=60", "dense: {\"\": 6, units: 60}"));
  CHECK(changes("model.residual0[1].units=60", "dense: {\"\": 6, units: 60}"));
  CHECK(changes("model.residual0.layers[1].units=60", "dense: {\"\": 6, units: 60}"));
  CHECK(changes("model[1][0].units=50", "dense: {\"\": 5, units: 50}"));
  CHECK(changes("model.layers[1].residual[0].units=50", "dense: {\"\": 5, units: 50}"));
  CHECK(changes("model.parallel0.branch1.dense0.units=80", "{\"\": 8, units: 80}"));
  CHECK(changes("model.parallel0[1][1].units=80", "{\"\": 8, units: 80}"));
  CHECK(changes("model.parallel0.branches[1][1].units=80", "{\"\": 8, units: 80}"));
  CHECK(changes("model.parallel1.branch0.dense.units=1", "{\"\": 11, units: 1}"));
  CHECK(changes("model.sequence0.dropout.p=0.1", "dropout: {p: 0.1}"));
  CHECK(changes("model.residual0.dense0=relu", "{relu: null}"));
  CHECK(changes("model.residual0=tanh", "tanh: null"));
}

TEST_CASE("a path leads to the options of an item that holds lists", "[config][set]") {
  CHECK(changes("model.residual0.projection=none", "projection: none"));
  CHECK(changes("model.parallel0.merge.axis=2", "merge: {concat: {axis: 2}}"));
  CHECK(changes("model.parallel0.merge=add", "merge: {add: null}"));
  CHECK(changes("model.parallel1.merge=add", "merge: add"));
  CHECK(changes("model.residual0.name=r", "name: r"));
  CHECK(changes("model.stem.freeze=true", "freeze: true"));
}

TEST_CASE("a path leads to blocks and to their uses", "[config][set]") {
  CHECK(changes("model.blocks.wide.layers[0].bias=false",
                "{\"\": \"$$units\", bias: false}"));
  CHECK(changes("model.blocks.wide.layers.dense0.bias=false", "bias: false"));
  CHECK(changes("model.blocks.wide.dense0.bias=false", "bias: false"));
  CHECK(changes("model.blocks.wide.params.times=int = 4", "times: \"int = 4\""));
  CHECK(changes("model.blocks.short[0].units=30", "dense: {\"\": 3, units: 30}"));
  CHECK(changes("model.wide2.units=100", "wide: {\"\": 10, units: 100}"));
  CHECK(changes("model[4].units=90", "wide: {\"\": 9, units: 90}"));
}

TEST_CASE("a path into nothing says where it was lost", "[config][set][error]") {
  CHECK(failure("model.residual0.dens0.units=1").label == "did you mean 'dense0'?");
  CHECK(failure("model.residual0.dens0.units=1").place.column == 23);
  CHECK(failure("model.parallel0.branch2.dense0.units=1").label ==
        "there are 2, counted from branch0");
  CHECK(failure("model.blocks.wid.layers[0].units=1").label == "did you mean 'wide'?");
  CHECK(failure("model[1][2].units=1").code == "E0119");
  CHECK(failure("model.wide0.units=1").code == "E0119");  // one of two copies
  CHECK(failure("model.stem[0].units=1").code == "E0119");
}
