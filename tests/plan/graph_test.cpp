// Graphs as the planner sees them: projections, shared parameters, and what it refuses.
#include <algorithm>

#include "backplane/inspect.hpp"
#include "support/chain.hpp"

namespace {

using namespace backplane;
using test::Folder;

/// A network on samples of `shape`, with 2 numbers a sample to be met.
Result<Summary> planned(const std::vector<std::int64_t>& shape,
                        const std::string& model) {
  const Folder folder;
  std::vector<std::int64_t> whole{2};
  whole.insert(whole.end(), shape.begin(), shape.end());
  std::int64_t count = 1;
  for (const auto n : whole) count *= n;
  test::write_npy(folder / "x.npy", whole,
                  std::vector<double>(static_cast<std::size_t>(count), 0.5));
  test::write_npy(folder / "t.npy", {2, 2}, {1, 2, 3, 4});
  const std::string path = folder / "net.yaml";
  std::ofstream(path) << "data: {npy: {inputs: x.npy, targets: t.npy}, batch: 2}\n"
                         "loss: mse\noptimizer: {sgd: {lr: 0.1}}\nmodel:\n"
                      << model;
  return summarize(test::runtime(), path);
}

std::string failure(const std::vector<std::int64_t>& shape, const std::string& model) {
  const auto summary = planned(shape, model);
  return summary.ok() ? "no error" : render(summary.error());
}

bool holds(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

const SummaryRow* row(const Summary& summary, const std::string& name) {
  const auto it = std::ranges::find(summary.rows, name, &SummaryRow::name);
  return it == summary.rows.end() ? nullptr : &*it;
}

std::vector<std::string> tensors(const Summary& summary) {
  std::vector<std::string> names;
  for (const SummaryTensor& tensor : summary.tensors)
    names.push_back(tensor.name + " " + tensor.shape);
  return names;
}

using Names = std::vector<std::string>;

}  // namespace

TEST_CASE("a residual projects where shapes differ, and only there", "[plan][graph]") {
  const auto summary = test::take(planned({5},
                                          "  - residual: [dense: 5, relu, dense: 5]\n"
                                          "  - residual: [dense: 3]\n  - dense: 2\n"));
  CHECK(row(summary, "residual0.projection") == nullptr);
  const SummaryRow* projection = row(summary, "residual1.projection");
  REQUIRE(projection != nullptr);
  CHECK(projection->part == "dense");
  CHECK(projection->shape == "3");
  CHECK(projection->parameters == 15);
  CHECK(tensors(summary) ==
        Names{"residual0.dense0.weight 5×5", "residual0.dense0.bias 5",
              "residual0.dense1.weight 5×5", "residual0.dense1.bias 5",
              "residual1.dense0.weight 3×5", "residual1.dense0.bias 3",
              "residual1.projection.weight 3×5", "dense0.weight 2×3", "dense0.bias 2"});
  CHECK(summary.parameters == 30 + 30 + 18 + 15 + 8);
}

TEST_CASE("a sequence is projected along its features", "[plan][graph]") {
  const auto summary = test::take(
      planned({4, 5}, "  - residual: [dense: 3]\n  - flatten\n  - dense: 2\n"));
  CHECK(row(summary, "residual0.projection")->shape == "4×3");
}

TEST_CASE("an image is projected by a strided window of one pixel", "[plan][graph]") {
  const auto summary = test::take(planned({1, 9, 8}, R"(
  - residual: [conv2d: {filters: 3, padding: same, stride: 2}, relu]
  - residual: [conv2d: {filters: 3, padding: same, stride: [5, 1]}]
  - flatten
  - dense: 2
)"));
  CHECK(row(summary, "residual0.projection")->part == "conv2d");
  CHECK(row(summary, "residual0.projection")->shape == "3×5×4");
  CHECK(row(summary, "residual0.projection")->parameters == 3);
  CHECK(row(summary, "residual1.projection")->shape == "3×1×4");
  CHECK(row(summary, "residual1.projection")->parameters == 9);
}

TEST_CASE("a residual whose shapes cannot meet names both", "[plan][graph][error]") {
  const std::string forbidden = failure(
      {5}, "  - residual: {layers: [dense: 3], projection: none}\n  - dense: 2\n");
  CHECK(holds(forbidden,
              "error[E0320]: 'residual0' adds what its layers give, 3, to "
              "what goes around them, 5, and its projection is forbidden"));
  CHECK(holds(forbidden, "'residual0.dense0' gives 3"));
  CHECK(holds(forbidden, "the sample leaves the data section as 5"));
  CHECK(holds(
      failure({6}, "  - residual: [{reshape: [2, 3]}]\n  - flatten\n  - dense: 2\n"),
      "no projection makes them alike"));
  CHECK(holds(failure({4, 5},
                      "  - residual: [{permute: [2, 1]}, flatten, {reshape: [2, "
                      "10]}]\n  - flatten\n  - dense: 2\n"),
              "E0"));
  CHECK(holds(failure({1, 5, 5},
                      "  - residual: [conv2d: {filters: 1, kernel: 2}]\n"
                      "  - flatten\n  - dense: 2\n"),
              "1×4×4, to what goes around them, 1×5×5, and no projection makes"));
}

TEST_CASE("layers that do not take several inputs say so", "[plan][graph][error]") {
  CHECK(holds(failure({5}, "  - {dense: 2, name: a}\n  - {relu: , from: [a, input]}\n"),
              "'relu' takes 1 input, but gets 2"));
  CHECK(
      holds(failure({5}, "  - {dense: 2, name: a}\n  - {dense: 2, from: [a, input]}\n"),
            "'dense' takes 1 input, but gets 2"));
  CHECK(holds(failure({5}, "  - concat\n"),
              "'concat' takes 2 to 256 inputs, but gets 1"));
  const std::string shapes =
      failure({5}, "  - parallel: {branches: [[dense: 2], [dense: 3]], merge: add}\n");
  CHECK(holds(shapes, "but gets 2 and 3"));
  CHECK(holds(shapes, "'parallel0.branch0.dense0' gives 2"));
  CHECK(holds(shapes, "'parallel0.branch1.dense0' gives 3"));
}

TEST_CASE("a mistake in a block's shapes names where it is used",
          "[plan][graph][error]") {
  const std::string text =
      failure({5},
              "  blocks: {join: [dense: 3, {add: , from: [dense0, input]}]}\n"
              "  layers:\n    - join\n    - dense: 2\n");
  CHECK(holds(text, "error[E0301]: 'add' takes inputs of one shape"));
  CHECK(holds(text, "net.yaml:5:30"));
  CHECK(holds(text, "in block 'join', used here"));
}

TEST_CASE("shared parameters are counted once", "[plan][graph][share]") {
  const auto summary = test::take(planned({4}, R"(
  - {dense: {units: 4, bias: false}, name: a}
  - {dense: 4, share: a}
  - {dense: 4, share: dense0, init: {}}
  - {dense: 2}
)"));
  CHECK(tensors(summary) ==
        Names{"a.weight 4×4", "dense0.bias 4", "dense2.weight 2×4", "dense2.bias 2"});
  CHECK(summary.parameters == 16 + 4 + 10);
  CHECK(row(summary, "a")->parameters == 16);
  CHECK(row(summary, "dense0")->parameters == 4);
  CHECK(row(summary, "dense0")->shared == Names{"a.weight"});
  CHECK(row(summary, "dense1")->parameters == 0);
  CHECK(row(summary, "dense1")->shared == Names{"a.weight", "dense0.bias"});
}

TEST_CASE("parameters that cannot be shared name both layers",
          "[plan][graph][share][error]") {
  const std::string shapes = failure({4},
                                     "  - {dense: 4, name: a}\n  - dense: 3\n  - "
                                     "{dense: 4, share: a}\n  - dense: 2\n");
  CHECK(holds(shapes,
              "error[E0321]: 'dense1' needs 'weight' as 4×3, but shares it with "
              "'a', where it is 4×4"));
  CHECK(holds(shapes, "the one it shares with"));
  CHECK(holds(failure({4},
                      "  - {dense: 4, name: a}\n  - {dropout: 0.1, share: a}\n"
                      "  - dense: 2\n"),
              "error[E0322]: 'dropout0' and 'a' have no parameter of the same name"));
  CHECK(holds(failure({4},
                      "  - {dense: 4, name: a}\n"
                      "  - {dense: 4, share: a, init: {weight: zeros}}\n"
                      "  - dense: 2\n"),
              "'weight' is 'a.weight', which has its first values already"));
  CHECK(holds(failure({4},
                      "  - {residual: [dense: 4], name: r}\n"
                      "  - residual: [dense: 4]\n    share: r\n"
                      "  - {residual: [{dense: 3, name: dense0}], share: r}\n"
                      "  - dense: 2\n"),
              "E032"));
}

TEST_CASE("a chain of two thousand layers is planned", "[plan][graph]") {
  const auto summary = test::take(planned(
      {3},
      "  - residual: [dense: 3, tanh]\n    repeat: 500\n  - dense: 3\n    repeat: "
      "500\n  - dense: 2\n"));
  CHECK(summary.rows.size() == 1 + 3 * 500 + 500 + 1);
  CHECK(summary.parameters == 1000 * 12 + 8);
}
