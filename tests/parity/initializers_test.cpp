// First values against PyTorch's: a million draws of each initializer, and those that
// its modules start from, in mean, deviation, quantiles and bounds
// (scripts/make_table_fixtures.py).

#include <catch2/catch.hpp>
#include <cmath>
#include <nlohmann/json.hpp>
#include <set>

#include "parity/fixtures.hpp"
#include "plan/initializer.hpp"
#include "support/layer_run.hpp"
#include "train/pieces.hpp"

namespace {

using namespace backplane;
using nlohmann::json;

json fixture() {
  return json::parse(
      parity::read(BACKPLANE_SOURCE_DIR "/tests/fixtures/tables/initializers.json"));
}

/// An initializer as it stands in a configuration.
config::Bound bound(const std::string& yaml) {
  Diagnostics diagnostics;
  const auto choices = config::table_choices("initializer", initializer_table());
  const std::string item = yaml.find(':') == yaml.npos ? yaml : "{" + yaml + "}";
  auto found = config::bind_choice(tests::read_yaml(item), choices, {}, diagnostics);
  if (!diagnostics.ok()) FAIL(render(diagnostics.joined()));
  return *found;
}

std::vector<double> filled(const std::string& yaml, plan::InitTarget target) {
  const config::Bound init = bound(yaml);
  const auto* entry = plan::find_initializer(init.id());
  REQUIRE(entry != nullptr);
  target.seed = 11;
  std::vector<double> w(static_cast<std::size_t>(elements(target.shape)), -99);
  entry->fill(init.values, target, w);
  return w;
}

/// Two draws of n differ by some standard errors; bounds are reached to a few gaps.
void check_moments(std::vector<double> w, const json& of, bool bounded) {
  std::sort(w.begin(), w.end());
  const auto n = static_cast<double>(w.size());
  double mean = 0, square = 0;
  for (const double v : w) mean += v / n;
  for (const double v : w) square += (v - mean) * (v - mean) / n;
  const double s = of["std"], error = s / std::sqrt(n);
  CHECK(std::fabs(mean - of["mean"].get<double>()) <= 7 * error + 1e-9);
  CHECK(std::fabs(std::sqrt(square) - s) <= 6 * error + 1e-9);
  const std::vector<double> at = {0.01, 0.1, 0.25, 0.5, 0.75, 0.9, 0.99};
  for (std::size_t q = 0; q < at.size(); ++q) {
    INFO("quantile " << at[q]);
    const double found = w[static_cast<std::size_t>(at[q] * n)];
    CHECK(std::fabs(found - of["quantiles"][q].get<double>()) <= 25 * error + 1e-15);
  }
  if (!bounded) return;
  const double gap = 100 * s / n + 1e-15;
  CHECK(std::fabs(w.front() - of["min"].get<double>()) <= gap);
  CHECK(std::fabs(w.back() - of["max"].get<double>()) <= gap);
}

backplane_shape shape_from(const json& dims) {
  return test::shape_of(BACKPLANE_DT_F64, dims.get<std::vector<std::int64_t>>());
}

test::Settings settings_from(const json& given) {
  test::Settings settings;
  for (const auto& [name, value] : given.items()) {
    if (value.is_boolean())
      settings[name] = value.get<bool>();
    else if (value.is_number())
      settings[name] = value.get<int>();
    else
      settings[name] = value.get<std::vector<std::int64_t>>();
  }
  return settings;
}

}  // namespace

TEST_CASE("initializers draw as PyTorch's functions do", "[parity][initializer]") {
  const json all = fixture();
  for (const json& one : all["drawn"]) {
    const std::string init = one["init"];
    DYNAMIC_SECTION(init << " of rank " << one["shape"].size()) {
      plan::InitTarget target;
      target.shape = shape_from(one["shape"]);
      check_moments(filled(init, target), one["of"], one["bounded"]);
    }
  }
}

TEST_CASE("layers start as PyTorch's modules do", "[parity][initializer][layer]") {
  const json all = fixture();
  for (const json& one : all["starts"]) {
    const std::string layer = one["layer"];
    DYNAMIC_SECTION(layer << " " << one["settings"].dump()) {
      const bool ids = layer == "embedding";
      auto in = shape_from(one["shape"]);
      if (ids) in.dtype = BACKPLANE_DT_I32;
      const test::Part part(layer, settings_from(one["settings"]));
      const test::LayerBench<double> bench(part, {in});
      CHECK(bench.params.size() == one["of"].size());
      for (std::size_t p = 0; p < bench.params.size(); ++p) {
        const backplane_tensor_decl& decl = bench.param(p);
        INFO(decl.name);
        plan::InitTarget target{decl.shape, decl.fan_in, decl.fan_out, 0,
                                decl.init_gain};
        const json& of = one["of"].at(decl.name);
        check_moments(filled(decl.init != nullptr ? decl.init : "zeros", target), of,
                      of["bounded"]);
      }
    }
  }
}

TEST_CASE("every initializer stands in a case that PyTorch drew",
          "[parity][initializer]") {
  std::set<std::string> held{"identity",
                             "truncated_normal"};  // tests/plan/initializers
  const json all = fixture();
  REQUIRE_FALSE((all["identity"].empty() || all["truncated"].empty()));
  for (const json& one : all["drawn"]) held.insert(bound(one["init"]).id());
  for (const Described* entry : initializer_table()) {
    INFO(entry->id << " stands in no case: add one to scripts/make_table_fixtures.py");
    CHECK(held.contains(entry->id));
  }
}
