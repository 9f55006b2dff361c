// Every component of every built plugin stands in a case that PyTorch made, and how
// many there are of both: `ctest -V -R 'is printed'`.

#include <catch2/catch.hpp>
#include <iostream>
#include <map>
#include <nlohmann/json.hpp>
#include <regex>
#include <set>

#include "parity/fixtures.hpp"
#include "parity/layer_fixture.hpp"
#include "support/every_part.hpp"

namespace {

using nlohmann::json;
using parity::Fixture;

struct Kind {
  std::uint32_t kind;
  const char* plural;
  const char* before;  ///< what stands before its word in a configuration
};
constexpr const char* kAnywhere = "(^|[^a-z0-9_.])";
constexpr Kind kActivations{BACKPLANE_KIND_ACTIVATION, "activations", kAnywhere},
    kLayers{BACKPLANE_KIND_LAYER, "layers", kAnywhere},
    kLosses{BACKPLANE_KIND_LOSS, "losses", "loss: [{]?"},
    kOptimizers{BACKPLANE_KIND_OPTIMIZER, "optimizers", "optimizer: [{]?"};
constexpr Kind kKinds[] = {kActivations, kLayers, kLosses, kOptimizers};

// What PyTorch has no numbers for.
const std::map<std::string, std::string> kExempt{
    {"dropout", "its masks are random, and ours are others than PyTorch's"},
    {"spatial_dropout", "its masks are random, and ours are others than PyTorch's"}};

std::set<std::string> built(std::uint32_t kind) {
  std::set<std::string> ids;
  for (const auto& setup : backplane::test::every_part(kind))
    ids.insert(setup.component->id);
  return ids;
}

std::set<std::string> layers_with_cases() {
  std::set<std::string> layers;
  for (const auto& file : parity::layer_fixtures())
    layers.insert(parity::LayerFixture(file).layer());
  return layers;
}

bool stands_in(const std::vector<Fixture>& runs, const Kind& kind,
               const std::string& id) {
  const std::regex word(kind.before + id + "([^a-z0-9_]|$)");
  return std::any_of(runs.begin(), runs.end(), [&](const Fixture& run) {
    return std::regex_search(run.config, word);
  });
}

/// Cases in files of tests/fixtures/tables.
std::size_t tabled(const char* file, std::initializer_list<const char*> lists) {
  const json all = json::parse(
      parity::read(std::string(BACKPLANE_SOURCE_DIR "/tests/fixtures/tables/") + file));
  std::size_t count = 0;
  for (const char* list : lists) count += all.at(list).size();
  return count;
}

/// "3 = 1 this + 2 that": the total first.
std::string sum_of(const std::vector<std::pair<std::size_t, std::string>>& counts) {
  std::size_t total = 0;
  std::string text;
  for (const auto& [count, what] : counts) {
    REQUIRE(count > 0);
    total += count;
    text += (text.empty() ? " = " : " + ") + std::to_string(count) + " " + what;
  }
  return std::to_string(total) + text;
}

}  // namespace

TEST_CASE("every built component stands in a case that PyTorch made, or says why not",
          "[parity]") {
  const auto runs = parity::fixtures();
  const auto layers = layers_with_cases();
  std::set<std::string> every;
  for (const Kind& kind : kKinds)
    for (const std::string& id : built(kind.kind)) {
      const bool layer = kind.kind == BACKPLANE_KIND_LAYER;
      INFO(id << " of the " << kind.plural << " stands in no case: add one to scripts/"
              << (layer ? "fixtures/layers.py" : "make_fixtures.py"));
      const bool held = layer ? layers.contains(id) : stands_in(runs, kind, id);
      CHECK(held != kExempt.contains(id));
      every.insert(id);
    }
  for (const auto& [id, reason] : kExempt) {
    INFO(id << " is exempt (" << reason << "), but no such component is built");
    CHECK(every.contains(id));
  }
}

TEST_CASE("the number of components and of parity cases is printed", "[parity]") {
  std::vector<std::pair<std::size_t, std::string>> parts;
  for (const Kind& kind : kKinds)
    parts.emplace_back(built(kind.kind).size(), kind.plural);
  const std::size_t initializers = tabled(
      "initializers.json", {"drawn", "starts", "truncated", "orthogonal", "identity"});
  std::cout << "components: " << sum_of(parts) << "\nparity cases: "
            << sum_of({{parity::layer_fixtures().size(), "of layers"},
                       {parity::fixtures().size(), "runs of 50 steps"},
                       {2 * parity::fixtures("networks").size(),
                        "whole networks in float64 or float32"},
                       {tabled("schedules.json", {"cases"}), "of schedules"},
                       {initializers, "of initializers"}})
            << "\n";
}

TEST_CASE("a component without a case is noticed", "[parity][error]") {
  const auto in = [](const char* config, const Kind& kind, const char* id) {
    return stands_in({{"", config}}, kind, id);
  };
  CHECK_FALSE(stands_in(parity::fixtures(), kActivations, "swoosh"));
  CHECK_FALSE(in("model:\n  - log_softmax\n", kActivations, "softmax"));
  CHECK(in("model:\n  - softmax\n", kActivations, "softmax"));
  CHECK_FALSE(in("loss: mse\nschedule: {cosine: {to: 0}}\n", kLosses, "cosine"));
  CHECK(in("loss: {cosine: {eps: 0}}\n", kLosses, "cosine"));
  CHECK_FALSE(in("optimizer: {adamw: {lr: 1}}\n", kOptimizers, "adam"));
  CHECK_FALSE(layers_with_cases().contains("dropout"));
}
