// Variables and expressions.
#include <catch2/catch.hpp>
#include <cstdlib>

#include "config/config.hpp"

namespace config = backplane::config;
using config::Node;

namespace {

Node read(const std::string& text, bool environment = true) {
  auto result = config::parse_config(text, "a.yaml", {{}, environment});
  if (!result.ok()) FAIL(render(result.error()));
  return result->root;
}

std::string value(const std::string& vars, const std::string& text) {
  return read("vars: " + vars + "\nx: " + text + "\n").find("x")->text;
}

backplane::Error failure(const std::string& vars, const std::string& text) {
  const auto result =
      config::parse_config("vars: " + vars + "\nx: " + text + "\n", "a.yaml");
  REQUIRE_FALSE(result.ok());
  return result.error();
}

}  // namespace

TEST_CASE("a variable stands for its value", "[config][vars]") {
  CHECK(value("{w: 32}", "$w") == "32");
  CHECK(value("{w: 1e-3}", "$w") == "1e-3");
  CHECK(value("{w: 1e-3}", "lr-$w-run") == "lr-1e-3-run");
  CHECK(value("{w: 3}", "a$$w") == "a$w");
  CHECK(value("{a: $b, b: $( c + 1 ), c: 4}", "$a") == "5");
  const Node root = read("vars: {w: [1, {a: 2}]}\nx: $w\ny: {z: [$w]}\n");
  CHECK(root.find("vars") == nullptr);
  CHECK(root.find("x")->items[1].find("a")->text == "2");
  CHECK(root.find("y")->find("z")->items[0].items[0].text == "1");
}

TEST_CASE("expressions calculate", "[config][vars]") {
  const auto calculate = [](const std::string& text) {
    return value("{w: 10, r: 0.5}", text);
  };
  CHECK(calculate("$(w * 2)") == "20");
  CHECK(calculate("$(1 + 2 * 3)") == "7");
  CHECK(calculate("$((1 + 2) * 3)") == "9");
  CHECK(calculate("$(10 - 2 - 3)") == "5");
  CHECK(calculate("$(7 // 2)") == "3");
  CHECK(calculate("$(-7 // 2)") == "-4");
  CHECK(calculate("$(-7 % 3)") == "2");
  CHECK(calculate("$(7 / 2)") == "3.5");
  CHECK(calculate("$(8 / 2)") == "4.0");
  CHECK(calculate("$(w * r)") == "5.0");
  CHECK(calculate("$(1e-3 * 2)") == "0.002");
  CHECK(calculate("$(64Ki)") == "65536");
  CHECK(calculate("$(-w)") == "-10");
  CHECK(calculate("$(--w)") == "10");
  CHECK(calculate("a$(w)b$(w + 1)c") == "a10b11c");
  CHECK(read("x: {filters: $(2 * 3), y: [$(1)]}").find("x")->find("filters")->text ==
        "6");
}

TEST_CASE("the environment gives values with a default", "[config][vars]") {
  setenv("BACKPLANE_TEST_VALUE", "over there", 1);
  unsetenv("BACKPLANE_TEST_ABSENT");
  CHECK(value("{}", "$(env:BACKPLANE_TEST_VALUE)") == "over there");
  CHECK(value("{}", "$(env:BACKPLANE_TEST_ABSENT ?? \"/usr/share (x)\")") ==
        "/usr/share (x)");
  CHECK(value("{}", "$(env:BACKPLANE_TEST_ABSENT ?? 3 * 4)") == "12");
  CHECK(value("{a: 1}", "$(b ?? a)") == "1");
  CHECK(read("x: $(env:BACKPLANE_TEST_VALUE ?? 5)", false).find("x")->text == "5");
  CHECK(failure("{}", "$(env:BACKPLANE_TEST_ABSENT)").code == "E0116");
}

TEST_CASE("mistakes point into the scalar", "[config][vars][error]") {
  const auto unknown = failure("{width: 3}", "[ab, $(2 * wdith)]");
  CHECK(unknown.code == "E0113");
  CHECK(unknown.place.line == 2);
  CHECK(unknown.place.column == 15);
  CHECK(unknown.place.length == 5);
  CHECK(unknown.label == "did you mean 'width'?");
  const auto zero = failure("{}", "\"é $(1 // 0)\"");
  CHECK(zero.code == "E0115");
  CHECK(zero.place.column == 11);
  CHECK(zero.place.length == 2);
}

TEST_CASE("what is no expression is refused", "[config][vars][error]") {
  const auto code = [](const char* text) {
    return failure("{w: 3, l: [1], t: abc}", text).code;
  };
  for (const char* bad :
       {"$", "a $ b", "$(", "$()", "$(1", "$(1 2)", "$(1 +)", "$(* 2)", "$(w",
        "$(1))x$(", "$(012)", "$(1.5.5)", "$('a)", "$(env:)", "$5"}) {
    CAPTURE(bad);
    CHECK(code(bad) == "E0114");
  }
  CHECK(code("$(9223372036854775807 + 1)") == "E0115");
  CHECK(code("$(1e308 * 10)") == "E0115");
  CHECK(code("$(1 / 0)") == "E0115");
  CHECK(code("$(1 % 0)") == "E0115");
  CHECK(code("$(l + 1)") == "E0115");
  CHECK(code("$(t * 2)") == "E0115");
  CHECK(code("a $l") == "E0115");
}

TEST_CASE("deep expressions end in an error", "[config][vars][error]") {
  CHECK(failure("{}", "$(" + std::string(10'000, '(') + "1").code == "E0114");
  CHECK(value("{}", "$(" + std::string(10'000, '-') + "1)") == "1");
}

TEST_CASE("variables that never end are refused", "[config][vars][error]") {
  CHECK(failure("{a: $b, b: $a}", "1").code == "E0117");
  CHECK(failure("{a: x$a}", "1").code == "E0117");
  CHECK(failure("{a: [$(a + 1)]}", "1").code == "E0117");
  CHECK(failure("{a: $nobody}", "$a").also.empty());
  CHECK(failure("{1a: 2}", "1").code == "E0112");
  CHECK(failure("[1]", "1").code == "E0112");

  std::string chain = "{v0: 1", bomb = "{v0: [1, 1, 1, 1, 1, 1, 1, 1]",
              texts = "{v0: abcdefgh";
  for (int i = 1; i < 100; ++i) {
    const std::string name = ", v" + std::to_string(i) + ": ";
    const std::string use = "$v" + std::to_string(i - 1);
    chain += name + use;
    if (i < 12)
      bomb += name + "[" + use + "," + use + "," + use + "," + use + "," + use + "]";
    if (i < 12) texts += name + use + use + use + use + use;
  }
  CHECK(value(chain + "}", "$v99") == "1");
  CHECK(failure(bomb + "}", "$v11").code == "E0105");
  CHECK(failure(texts + "}", "$v11").code == "E0105");
  std::string downward = "{v0: $v1";
  for (int i = 1; i < 100; ++i)
    downward += ", v" + std::to_string(i) + ": $v" + std::to_string(i + 1);
  CHECK(failure(downward + ", v100: 1}", "1").code == "E0105");
}

TEST_CASE("what a variable puts in is not replaced again", "[config][vars]") {
  CHECK(read("vars: {l: [a$$b, {c: $$}]}\nx: $l\n").find("x")->items[0].text == "a$b");
}
