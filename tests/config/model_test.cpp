// The model section: nested lists become a flat list with names and wiring, and the
// resolved file reads back to the same.
#include <catch2/catch.hpp>

#include "config/graph_job.hpp"

using backplane::config::ItemJob;
using backplane::test::again;
using backplane::test::flat;
using backplane::test::graph_job;

TEST_CASE("a residual adds its input to what its layers give", "[config][model]") {
  const std::string model =
      "  - dense: 4\n  - residual: [dense: 4, relu]\n  - dense: 1\n";
  CHECK(flat(model) ==
        "dense0(input) residual0.dense0(dense0) residual0.relu0(residual0.dense0) "
        "residual0:add(residual0.relu0, dense0) dense1(residual0)");
  CHECK(again(model) == flat(model));
  const auto read = graph_job(model);
  CHECK(read.job.model[3].shortcut == ItemJob::Shortcut::project);
  CHECK(read.job.model[4].shortcut == ItemJob::Shortcut::none);
  const auto none = graph_job("  - residual: {layers: [dense: 4], projection: none}\n");
  CHECK(none.job.model[1].shortcut == ItemJob::Shortcut::equal);
}

TEST_CASE("parallel joins its branches", "[config][model]") {
  const std::string model =
      "  - parallel: [[dense: 4, relu], [dense: 3], []]\n  - dense: 1\n";
  CHECK(flat(model) ==
        "parallel0.branch0.dense0(input) "
        "parallel0.branch0.relu0(parallel0.branch0.dense0) "
        "parallel0.branch1.dense0(input) "
        "parallel0:concat(parallel0.branch0.relu0, parallel0.branch1.dense0, input) "
        "dense0(parallel0)");
  CHECK(again(model) == flat(model));
  const auto merged = graph_job(
      "  - parallel: {branches: [[dense: 4], [dense: 4]], merge: add}\n"
      "    name: both\n");
  REQUIRE(merged.diagnostics.ok());
  CHECK(flat(merged.job) ==
        "both.branch0.dense0(input) both.branch1.dense0(input) "
        "both:add(both.branch0.dense0, both.branch1.dense0)");
  for (const char* merge : {"axis: 2", "merge: {concat: 2}",
                            "merge: {concat: {axis: 2}}", "merge: concat, axis: 2"}) {
    const auto wide = graph_job("  - parallel: {branches: [[dense: 4], [dense: 4]], " +
                                std::string(merge) + "}\n");
    CAPTURE(merge);
    REQUIRE(wide.diagnostics.ok());
    CHECK(wide.job.model[2].part["axis"].i == 2);
  }
}

TEST_CASE("lists nest in each other", "[config][model]") {
  const std::string model = R"(
  - residual:
      - sequence: [dense: 4, relu]
      - parallel:
          branches: [[residual: [tanh]], [dense: 4]]
          merge: multiply
      - dense: 2
  - dense: 1
)";
  CHECK(flat(model) ==
        "residual0.sequence0.dense0(input) "
        "residual0.sequence0.relu0(residual0.sequence0.dense0) "
        "residual0.parallel0.branch0.residual0.tanh0(residual0.sequence0.relu0) "
        "residual0.parallel0.branch0.residual0:add("
        "residual0.parallel0.branch0.residual0.tanh0, residual0.sequence0.relu0) "
        "residual0.parallel0.branch1.dense0(residual0.sequence0.relu0) "
        "residual0.parallel0:multiply(residual0.parallel0.branch0.residual0, "
        "residual0.parallel0.branch1.dense0) "
        "residual0.dense0(residual0.parallel0) residual0:add(residual0.dense0, input) "
        "dense0(residual0)");
  CHECK(again(model) == flat(model));
}

TEST_CASE("repeats count", "[config][model]") {
  const std::string model = R"(
  - dense: 4
    repeat: 2
  - residual: [dense: 4]
    repeat: 2
  - {dense: 4, repeat: 2, name: fc}
  - dense: 1
    from: fc
)";
  CHECK(
      flat(model) ==
      "dense0(input) dense1(dense0) residual0.dense0(dense1) "
      "residual0:add(residual0.dense0, dense1) residual1.dense0(residual0) "
      "residual1:add(residual1.dense0, residual0) fc0:dense(residual1) fc1:dense(fc0) "
      "dense2(fc1)");
  CHECK(again(model) == flat(model));
}

TEST_CASE("of several inputs a repeat hands on the first", "[config][model]") {
  const std::string model = R"(
  - {dense: 4, name: memory}
  - dense: 4
  - sequence: [concat, dense: 4]
    from: [dense0, memory]
    repeat: 2
)";
  CHECK(flat(model) ==
        "memory:dense(input) dense0(memory) sequence0.concat0(dense0, memory) "
        "sequence0.dense0(sequence0.concat0) "
        "sequence1.concat0(sequence0.dense0, memory) "
        "sequence1.dense0(sequence1.concat0)");
  CHECK(again(model) == flat(model));
}

TEST_CASE("names are found from the inside out", "[config][model]") {
  const std::string model = R"(
  - {dense: 4, name: stem}
  - {tanh: , name: dense0}
  - residual:
      - dense: 4
      - concat:
        from: [dense0, stem, .dense0, input]
      - {dense: 4, name: deep}
  - {add: , from: [residual0, residual0.deep, stem]}
)";
  CHECK(flat(model) ==
        "stem:dense(input) dense0:tanh(stem) residual0.dense0(dense0) "
        "residual0.concat0(residual0.dense0, stem, dense0, input) "
        "residual0.deep:dense(residual0.concat0) "
        "residual0:add(residual0.deep, dense0) "
        "add0(residual0, residual0.deep, stem)");
  CHECK(again(model) == flat(model));
}

TEST_CASE("what stands beside a list holds inside, unless it is said anew",
          "[config][model]") {
  const std::string model = R"(
  - residual:
      - dense: 4
      - {dense: 4, freeze: false, lr: 2}
    freeze: true
    lr: 0.1
  - {dense: 1, lr: 0.5}
)";
  const auto read = graph_job(model);
  REQUIRE(read.diagnostics.ok());
  CHECK(read.job.model[0].freeze);
  CHECK(read.job.model[0].lr_factor == 0.1);
  CHECK_FALSE(read.job.model[1].freeze);
  CHECK(read.job.model[1].lr_factor == 2);
  CHECK(read.job.model[2].freeze);
  CHECK_FALSE(read.job.model[3].freeze);
  CHECK(read.job.model[3].lr_factor == 0.5);
  (void)again(model);
}

TEST_CASE("parameters are shared by name, list by list", "[config][model]") {
  const std::string model = R"(
  - {dense: 4, name: first}
  - {dense: 4, share: first}
  - {sequence: [dense: 4, relu, residual: [dense: 4]], name: left}
  - {sequence: [dense: 4, relu, residual: [dense: 4]], share: left, repeat: 2}
  - dense: 1
)";
  const auto read = graph_job(model);
  INFO(read.errors());
  REQUIRE(read.diagnostics.ok());
  const auto& items = read.job.model;
  CHECK(items[1].share == 0);
  CHECK(items[2].name == "left.dense0");
  CHECK(items[6].name == "sequence0.dense0");
  CHECK(items[6].share == 2);
  CHECK(items[7].share == -1);
  CHECK(items[8].share == 4);
  CHECK(items[9].share == 5);  // the residual, for its projection
  CHECK(items[10].share == 2);
  (void)again(model);
}
