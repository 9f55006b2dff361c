// Blocks: definitions, arguments, names of their own, and errors from both places.
#include <catch2/catch.hpp>

#include "config/graph_job.hpp"

using backplane::test::again;
using backplane::test::flat;
using backplane::test::graph_job;
using backplane::test::ReadJob;

namespace {

constexpr const char* kBlocks = R"(
  blocks:
    wide:
      params: {units: int, times: int = 1, act: component = relu, bias: bool = true}
      layers:
        - dense: {units: $(units * times), bias: $bias}
        - $act
    twice:
      params: {units: int}
      layers:
        - residual: [wide: $units, {wide: {units: $units, times: 1}}]
  layers:
)";

backplane::Error only_error(const std::string& model) {
  const ReadJob read = graph_job(model);
  REQUIRE_FALSE(read.diagnostics.ok());
  backplane::Error error = read.diagnostics.joined();
  INFO(backplane::render(error));
  REQUIRE(error.also.empty());
  return error;
}

}  // namespace

TEST_CASE("a block is used like a layer", "[config][blocks]") {
  const std::string model = std::string(kBlocks) +
                            "    - wide: {units: 3, times: $(1 + 1)}\n"
                            "    - twice: 6\n      repeat: 2\n"
                            "    - dense: 1\n";
  CHECK(flat(model) ==
        "wide0.dense0(input) wide0.relu0(wide0.dense0) "
        "twice0.residual0.wide0.dense0(wide0.relu0) "
        "twice0.residual0.wide0.relu0(twice0.residual0.wide0.dense0) "
        "twice0.residual0.wide1.dense0(twice0.residual0.wide0.relu0) "
        "twice0.residual0.wide1.relu0(twice0.residual0.wide1.dense0) "
        "twice0.residual0:add(twice0.residual0.wide1.relu0, wide0.relu0) "
        "twice1.residual0.wide0.dense0(twice0.residual0) "
        "twice1.residual0.wide0.relu0(twice1.residual0.wide0.dense0) "
        "twice1.residual0.wide1.dense0(twice1.residual0.wide0.relu0) "
        "twice1.residual0.wide1.relu0(twice1.residual0.wide1.dense0) "
        "twice1.residual0:add(twice1.residual0.wide1.relu0, twice0.residual0) "
        "dense0(twice1.residual0)");
  CHECK(again(model) == flat(model));
  const ReadJob read = graph_job(model);
  CHECK(read.job.model[0].part["units"].i == 6);
}

TEST_CASE("arguments are put in as they are written", "[config][blocks]") {
  const ReadJob read =
      graph_job(std::string(kBlocks) +
                "    - wide: {units: 64Ki, act: {swish: 2}, bias: false}\n"
                "    - wide: {units: 1, act: tanh}\n");
  INFO(read.errors());
  REQUIRE(read.diagnostics.ok());
  CHECK(read.job.model[0].part["units"].i == 65536);
  CHECK(read.job.model[0].part["bias"].i == 0);
  CHECK(read.job.model[1].part["beta"].f == 2);
  CHECK(read.job.model[3].part.id() == "tanh");
}

TEST_CASE("a block uses the file's variables, and its own before them",
          "[config][blocks]") {
  const ReadJob read(
      "vars: {width: 5, units: 7}\ndata: {toy: xor}\nloss: mse\n"
      "optimizer: sgd\nmodel:\n  blocks:\n"
      "    a: {params: {units: int = $width}, layers: [dense: $units]}\n"
      "    b: [dense: $units]\n"
      "  layers: [a, a: 3, b, dense: $width]\n");
  INFO(read.errors());
  REQUIRE(read.diagnostics.ok());
  CHECK(read.job.model[0].part["units"].i == 5);
  CHECK(read.job.model[1].part["units"].i == 3);
  CHECK(read.job.model[2].part["units"].i == 7);
  CHECK(read.job.model[3].part["units"].i == 5);
}

TEST_CASE("a block sees what it is handed", "[config][blocks]") {
  const std::string model = R"(
  blocks:
    gate: [{dense: 4}, {multiply: , from: [input, dense0]}]
    up: {inputs: [x, skip], layers: [{dense: 4, from: x}, {concat: , from: [dense0, skip]}]}
  layers:
    - {dense: 4, name: stem}
    - gate
    - {up: , from: [gate0, stem], repeat: 2}
)";
  CHECK(flat(model) ==
        "stem:dense(input) gate0.dense0(stem) gate0.multiply0(stem, gate0.dense0) "
        "up0.dense0(gate0.multiply0) up0.concat0(up0.dense0, stem) "
        "up1.dense0(up0.concat0) up1.concat0(up1.dense0, stem)");
  CHECK(again(model) == flat(model));
}

TEST_CASE("a mistake in a block names both places", "[config][blocks][error]") {
  const auto error = only_error(
      "  blocks: {wide: {params: {n: int}, layers: [dense: {unts: 3, units: $n}]}}\n"
      "  layers:\n    - wide: 3\n    - wide: 4\n      repeat: 3\n    - dense: 1\n");
  CHECK(error.code == "E0207");
  CHECK(error.place.line == 5);
  REQUIRE(error.notes.size() >= 1);
  CHECK(error.notes[0].text == "in block 'wide', used here");
  CHECK(error.notes[0].place.line == 7);
}

TEST_CASE("blocks in blocks name every place", "[config][blocks][error]") {
  const auto error = only_error(
      "  blocks:\n    a: [dense: $nobody]\n    b: [a, relu]\n"
      "  layers:\n    - b\n    - dense: 1\n");
  CHECK(error.code == "E0113");
  REQUIRE(error.notes.size() == 2);
  CHECK(error.notes[0].text == "in block 'a', used here");
  CHECK(error.notes[0].place.line == 7);
  CHECK(error.notes[1].place.line == 9);
}

TEST_CASE("a block's arguments are checked where it is used",
          "[config][blocks][error]") {
  const auto code = [](const std::string& use) {
    return only_error(std::string(kBlocks) + "    - " + use + "\n    - dense: 1\n")
        .code;
  };
  CHECK(code("wide") == "E0206");
  CHECK(code("wide: many") == "E0204");
  CHECK(code("wide: {units: 2, tims: 3}") == "E0207");
  CHECK(code("wide: {units: 2, bias: yes}") == "E0204");
  CHECK(code("wide: {units: 2, act: {swoosh: 1}}") == "E0412");
  CHECK(code("wiide: 2") == "E0412");
  CHECK(code("twice: {units: 2, units2: 3}") == "E0207");
}

TEST_CASE("models that would never end are refused", "[config][blocks][error]") {
  std::string deep = "  blocks:\n    b0: [dense: 2]\n";
  for (int i = 1; i < 40; ++i)
    deep += "    b" + std::to_string(i) + ": [{residual: [b" + std::to_string(i - 1) +
            "]}]\n";
  CHECK(graph_job(deep + "  layers: [b39, dense: 1]\n").has("E0235"));
  CHECK(graph_job(deep + "  layers: [b5, dense: 1]\n").diagnostics.ok());
  std::string bomb = "  blocks:\n    b0: [dense: 2, dense: 2]\n";
  for (int i = 1; i < 15; ++i)
    bomb += "    b" + std::to_string(i) + ": [{b" + std::to_string(i - 1) +
            ": , repeat: 1000}]\n";
  CHECK(graph_job(bomb + "  layers: [b14, dense: 1]\n").has("E0235"));
  CHECK(only_error("  blocks: {a: [a]}\n  layers: [a, dense: 1]\n").code == "E0234");
}
