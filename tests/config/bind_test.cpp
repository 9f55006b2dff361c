// Components and their parameters, read by what is declared.
#include "config/bind.hpp"

#include <catch2/catch.hpp>
#include <cmath>
#include <limits>

#include "config/component.hpp"
#include "config/fake_registry.hpp"
#include "config/yaml.hpp"

namespace config = backplane::config;
using backplane::Described;
using backplane::Diagnostics;
using backplane::ParamSpec;
using backplane::Value;

namespace {

Described probe() {
  Described part;
  part.id = "probe";
  ParamSpec size =
      within(backplane::integer_param("size", 4, "", BACKPLANE_PF_MAIN), 1, 64);
  size.unit = "px";
  ParamSpec limit = backplane::real_param("limit", 0, "");
  limit.def = Value::real(std::numeric_limits<double>::quiet_NaN());
  ParamSpec rates = within(backplane::test::reals_param("rates", {0.5}), 0, 1);
  ParamSpec old = backplane::real_param("old", 1, "use limit", BACKPLANE_PF_DEPRECATED);
  ParamSpec sizes;
  sizes.name = "sizes";
  sizes.type = backplane::ParamType::integers;
  const ParamSpec share = within(
      backplane::range_param("share", 0.1, 0.2, "", BACKPLANE_PF_MIN_EXCL), 0, 1);
  part.params = {size, limit, rates, old, sizes, share};
  return part;
}

/// A probe read from `text`, and what was wrong with it.
struct Read {
  Described part = probe();
  Diagnostics diagnostics;
  std::optional<config::Bound> bound;

  explicit Read(const std::string& text) {
    const auto node = config::parse_yaml(text, "a.yaml");
    REQUIRE(node.ok());
    const Described* const choices[] = {&part};
    const std::string_view siblings[] = {"name"};
    bound = bind_component(*node, choices, "tool", siblings, {}, diagnostics);
  }
  [[nodiscard]] std::string errors() const {
    return diagnostics.ok() ? "" : render(diagnostics.joined());
  }
};

}  // namespace

TEST_CASE("a component is a name, a main value, or a map", "[config][bind]") {
  CHECK(Read("probe").bound.value()["size"].i == 4);
  CHECK(Read("probe: 8").bound.value()["size"].i == 8);
  CHECK(Read("probe: {size: 9}").bound.value()["size"].i == 9);
  CHECK(Read("{name: x, probe: 8, x-note: 1}").bound.value()["size"].i == 8);
  CHECK(Read("probe:").bound.value()["size"].i == 4);
  const Read placed("probe: {rates: [0, 1]}");
  CHECK(placed.bound->place.column == 1);
  CHECK(placed.bound->place_of("rates").column == 16);
  CHECK_FALSE(placed.bound->place_of("size").known());
}

TEST_CASE("declared types, units and ranges hold", "[config][bind]") {
  CHECK(Read("probe: 8 px").bound.value()["size"].i == 8);
  CHECK(Read("probe: {limit: none}").diagnostics.ok());
  CHECK(std::isnan(Read("probe: {limit: none}").bound.value()["limit"].f));
  CHECK(Read("probe: {old: 2}").bound.value()["old"].f == 2);
  CHECK(Read("probe: {rates: 10%}").bound.value()["rates"].fs ==
        std::vector<double>{0.1});
  CHECK(Read("probe: {sizes: [1, 2Ki]}").bound.value()["sizes"].is ==
        std::vector<std::int64_t>{1, 2048});
  CHECK(Read("probe: {sizes: []}").bound.value()["sizes"].is.empty());
}

TEST_CASE("a range is two numbers in order, or one", "[config][bind]") {
  const auto share = [](const std::string& text) {
    const Read read("probe: {share: " + text + "}");
    INFO(read.errors());
    CHECK(read.diagnostics.ok());
    return read.bound.value()["share"].fs;
  };
  CHECK(share("2%..20%") == std::vector<double>{0.02, 0.2});
  CHECK(share("1/4..0.5") == std::vector<double>{0.25, 0.5});
  CHECK(share("[0.3, 1]") == std::vector<double>{0.3, 1});
  CHECK(share("30%") == std::vector<double>{0.3, 0.3});
}

TEST_CASE("what is no range says what one is", "[config][bind][error]") {
  const auto [text, part] = GENERATE(
      table<std::string, std::string>({{"20%..2%", "from the smaller to the larger"},
                                       {"[1%, 2%, 3%]", "a range has two ends"},
                                       {"[]", "a range has two ends"},
                                       {"0..1", "range of numbers, each in (0, 1]"},
                                       {"..1", "E0204"},
                                       {"1%..", "E0204"},
                                       {"\"1%..2%\"", "E0204"}}));
  const Read read("probe: {share: " + text + "}");
  CAPTURE(text, read.errors());
  CHECK(read.diagnostics.count() == 1);
  CHECK(read.errors().find(part) != std::string::npos);
  CHECK(read.bound.value()["share"].fs == std::vector<double>{0.1, 0.2});
}

TEST_CASE("wrong values are all reported and the defaults stand",
          "[config][bind][error]") {
  const Read read("probe: {size: 65, rates: [0.5, 2, x], limit: [1], sizes: 1.5}");
  INFO(read.errors());
  CHECK(read.diagnostics.count() == 5);
  CHECK(read.bound.value()["size"].i == 4);
  CHECK(read.bound.value()["rates"].fs == std::vector<double>{0.5});
  CHECK(read.errors().find("expects integer in [1, 64]") != std::string::npos);
  CHECK(Read("probe: 8 s").errors().find("E0204") != std::string::npos);
  CHECK(Read("probe: vocab").errors().find("E0204") != std::string::npos);
}

TEST_CASE("what names no component is refused", "[config][bind][error]") {
  CHECK(Read("prob").errors().find("did you mean 'probe'?") != std::string::npos);
  CHECK(Read("{probe: 1, nmae: x}").errors().find("did you mean 'name'?") !=
        std::string::npos);
  for (const char* nothing : {"{name: x}", "[probe]", "{}", ""}) {
    CAPTURE(nothing);
    const Read read(nothing);
    CHECK_FALSE(read.bound.has_value());
    CHECK(read.errors().find("E0220") != std::string::npos);
  }
}

TEST_CASE("a part without parameters takes none", "[config][bind][error]") {
  const backplane::test::ReadJob read(
      "data: {toy: xor}\nloss: mse\noptimizer: sgd\n"
      "model: [relu: 3, flatten: {}, tanh: {x: 1}]\n");
  INFO(read.errors());
  CHECK(read.has("E0204"));
  CHECK(read.has("E0207"));
  CHECK(read.diagnostics.count() == 2);
}

TEST_CASE("files that were not used are named beside an unknown part",
          "[config][bind][error]") {
  backplane::test::ReadJob first("a: 1");
  backplane::PluginFile refused, good;
  refused.file = "/p/my.so";
  refused.reason = "it is no plugin";
  good.file = "/p/good.so";
  first.registry.files = {refused, good};
  const auto config = config::parse_config(
      "data: {toy: xor}\nloss: mse\noptimizer: sgd\nmodel: [swoosh]\n", "job.yaml");
  REQUIRE(config.ok());
  Diagnostics diagnostics;
  (void)read_job(*config, first.registry, {}, diagnostics);
  const std::string errors = render(diagnostics.joined());
  INFO(errors);
  CHECK(errors.find("/p/my.so was not used: it is no plugin") != std::string::npos);
  CHECK(errors.find("good.so") == std::string::npos);
}

TEST_CASE("an init may stand inside or beside, not both", "[config][bind]") {
  const auto model = [](const std::string& item) {
    return backplane::test::ReadJob(
        "data: {toy: xor}\nloss: mse\noptimizer: sgd\nmodel: [" + item + "]\n");
  };
  CHECK(model("dense: {units: 1, init: {bias: zeros}}").job.model[0].init.size() == 1);
  CHECK(model("{dense: 1, init: {bias: zeros}}").job.model[0].init.size() == 1);
  CHECK(model("{dense: {units: 1, init: {bias: zeros}}, init: {bias: zeros}}")
            .has("E0218"));
  CHECK(model("{dense: 1, init: zeros}").has("E0204"));
  CHECK(model("{dense: 1, init: {bias: zeroes}}").has("E0210"));
  CHECK(model("dense: {units: 1, activation: rleu}").has("E0412"));
  CHECK(model("dense: {units: 1, activation: {swish: {beta: 3}}}")
            .job.model[0]
            .activation.value()["beta"]
            .f == 3);
}
