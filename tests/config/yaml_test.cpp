// YAML text into nodes: places in code points, and every trap refused.
#include "config/yaml.hpp"

#include <catch2/catch.hpp>

#include "config/config.hpp"

namespace config = backplane::config;
using config::Node;
using config::parse_yaml;

namespace {

Node parsed(const std::string& text) {
  auto node = parse_yaml(text, "a.yaml");
  if (!node.ok()) FAIL(render(node.error()));
  return *node;
}

std::string code_of(const std::string& text) {
  const auto node = parse_yaml(text, "a.yaml");
  return node.ok() ? "" : node.error().code;
}

std::string repeated(const std::string& text, int times) {
  std::string out;
  for (int i = 0; i < times; ++i) out += text;
  return out;
}

}  // namespace

TEST_CASE("values keep their text, kind and order", "[config][yaml]") {
  const Node root = parsed("a: 012\nb: [1, 'two', null, {c: d}]\ne:\n");
  REQUIRE(root.is_map());
  CHECK(root.find("a")->text == "012");
  CHECK_FALSE(root.find("a")->quoted);
  const Node& b = *root.find("b");
  REQUIRE(b.items.size() == 4);
  CHECK(b.items[1].text == "two");
  CHECK(b.items[1].quoted);
  CHECK(b.items[2].is_null());
  CHECK(b.items[3].find("c")->text == "d");
  CHECK(root.find("e")->is_null());
  CHECK(root.find("nothing") == nullptr);
}

TEST_CASE("places count lines from 1 and columns in code points", "[config][yaml]") {
  const Node root = parsed("größe: {λ: 1/255, b: \"q\\\"x\"}\nnext:\n  - dense: 256\n");
  const Node& map = *root.find("größe");
  CHECK(map.place.line == 1);
  CHECK(map.place.column == 8);
  const auto& lambda = *map.entry("λ");
  CHECK(lambda.key_place.column == 9);
  CHECK(lambda.key_place.length == 1);
  CHECK(lambda.value.place.column == 12);
  CHECK(lambda.value.place.length == 5);
  CHECK(lambda.value.place.text == "größe: {λ: 1/255, b: \"q\\\"x\"}");
  CHECK(map.find("b")->place.length == 6);
  const Node& item = root.find("next")->items[0];
  CHECK(item.entries[0].key_place.line == 3);
  CHECK(item.entries[0].key_place.column == 5);
  CHECK(item.entries[0].key_place.length == 5);
}

TEST_CASE("an empty value stands at its key", "[config][yaml]") {
  const Node root = parsed("a:\n\n\nb: 1\n");
  CHECK(root.find("a")->place.line == 1);
  CHECK(root.find("a")->place.column == 1);
}

TEST_CASE("an anchored value is marked at the value", "[config][yaml]") {
  const Node root = parsed("a: &x 256\nb: *x\n");
  CHECK(root.find("a")->place.column == 7);
  CHECK(root.find("b")->text == "256");
  CHECK(root.find("b")->place.line == 2);
  CHECK(root.find("b")->place.column == 4);
}

TEST_CASE("an empty text is nothing", "[config][yaml]") {
  CHECK(parsed("").is_null());
  CHECK(parsed("# words\n").is_null());
  CHECK(parsed("\xEF\xBB\xBF"
               "a: 1")
            .find("a")
            ->text == "1");
  CHECK(parsed("a: 1\r\nb: 2\r\n").find("b")->place.text == "b: 2");
}

TEST_CASE("all duplicate keys are found at once", "[config][yaml][error]") {
  const auto node = parse_yaml("a: 1\nb: {c: 1, c: 2}\na: 3\n", "a.yaml");
  REQUIRE_FALSE(node.ok());
  CHECK(node.error().code == "E0103");
  CHECK(node.error().place.line == 2);
  REQUIRE(node.error().also.size() == 1);
  CHECK(node.error().also[0].place.line == 3);
  CHECK(node.error().also[0].notes[0].place.line == 1);
}

TEST_CASE("a missing comma is reported at the flow map", "[config][yaml][error]") {
  const auto node = parse_yaml("a: 1\no: {x: {lr: 1 wd: 2}}\nb: 1\n", "a.yaml");
  REQUIRE_FALSE(node.ok());
  CHECK(node.error().code == "E0101");
  CHECK(node.error().place.line == 2);
  CHECK(node.error().place.column == 8);
  const auto open = parse_yaml("a: 1\no: {x: 1\nb: 1\n", "a.yaml");
  REQUIRE_FALSE(open.ok());
  CHECK(open.error().place.line == 2);
  CHECK(open.error().place.column == 4);
}

TEST_CASE("traps of YAML are refused", "[config][yaml][error]") {
  CHECK(code_of("a: &x [*x]") == "E0104");
  CHECK(code_of("a: &x {b: {c: *x}}") == "E0104");
  CHECK(code_of("a: *nobody") == "E0104");
  CHECK(code_of("a: {<<: {b: 1}}") == "E0106");
  CHECK(code_of("{[1, 2]: 3}") == "E0107");
  CHECK(code_of("? {a: 1}\n: 2") == "E0107");
  CHECK(code_of("\"\": 1") == "E0107");
  CHECK(code_of("a: 1\n---\nb: 2\n") == "E0108");
  CHECK(code_of("a: !!int 3") == "E0109");
  CHECK(code_of("a: !mine [3]") == "E0109");
  CHECK(code_of("a: \xFF") == "E0102");
  CHECK(code_of(std::string("a: \0b", 5)) == "E0102");
  CHECK(code_of("a: \xED\xA0\x80") == "E0102");
  CHECK(code_of("a:\n\t- b") == "E0101");
  CHECK(code_of("a: \"never closed") == "E0101");
}

TEST_CASE("depth, size and number of values are bounded", "[config][yaml][error]") {
  CHECK(code_of(repeated("[", 64) + repeated("]", 64)).empty());
  CHECK(code_of(repeated("[", 65) + repeated("]", 65)) == "E0105");
  CHECK(code_of(repeated("[", 9'000) + repeated("]", 9'000)) == "E0105");
  CHECK(code_of(repeated("[", 100'000)) == "E0101");
  CHECK(code_of(repeated("{a: ", 5000)) == "E0101");
  CHECK(code_of(repeated("- ", 5000)) == "E0105");
  CHECK(code_of(repeated("k: 1\n", 5000)) == "E0103");
  CHECK(code_of("a: " + std::string((1 << 20) + 1, 'x')) == "E0105");
  CHECK(code_of("a: " + std::string(1 << 19, 'x')).empty());
  CHECK(code_of("[" + repeated("1,", 100'001) + "]") == "E0105");
}

TEST_CASE("an alias bomb is stopped early", "[config][yaml][error]") {
  std::string bomb = "a0: &a0 [x, x, x, x, x, x, x, x, x]\n";
  for (int i = 1; i < 12; ++i) {
    const std::string before = "*a" + std::to_string(i - 1);
    const std::string name = "a" + std::to_string(i);
    bomb += name + ": &" + name + " [" + before + repeated(", " + before, 8) + "]\n";
  }
  CHECK(code_of(bomb) == "E0105");
}

TEST_CASE("aliases cannot build what is too deep", "[config][yaml][error]") {
  std::string chain = "a0: &a0 [x]\n";
  for (int i = 1; i < 80; ++i)
    chain += "a" + std::to_string(i) + ": &a" + std::to_string(i) + " [*a" +
             std::to_string(i - 1) + "]\n";
  CHECK(code_of(chain) == "E0105");
}

TEST_CASE("what is written reads back the same", "[config][yaml]") {
  const char* text =
      "plain: a b.c/d-e_f\nnumber: 1e-3\npercent: 10%\nquoted: \"null\"\n"
      "odd: 'a: b # c'\nempty: ''\nlines: \"one\\ntwo\\ttab\"\ndash: '- x'\nsign: '{'\n"
      "long: [aaaaaaaaaaaaaaaaaaaaaaaaaaaa, bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb, "
      "ccccccccccccccccccccccc, {d: e, f: [g, {h: i}]}]\n"
      "deep: {one: {two: {three: {four: aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa, "
      "five: bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb}}}}\n"
      "none: null\nlist: []\nmap: {}\n'odd: key': 1\n";
  const Node first = parsed(text);
  const std::string once = to_yaml(first);
  const Node second = parsed(once);
  CHECK(to_yaml(second) == once);
  CHECK(second.find("quoted")->text == "null");
  CHECK(second.find("lines")->text == "one\ntwo\ttab");
  CHECK(second.find("dash")->text == "- x");
  CHECK(second.find("empty")->is_scalar());
  CHECK(second.find("none")->is_null());
  CHECK(second.find("long")->items[3].find("f")->items[1].find("h")->text == "i");
  CHECK(second.find("odd: key")->text == "1");
  CHECK(second.find("list")->is_list());
  CHECK(second.find("map")->is_map());
}
