// Parameters in words.
#include "backplane/params.hpp"

#include <catch2/catch.hpp>
#include <limits>

using backplane::expected;
using backplane::ParamSpec;
using backplane::ParamType;
using backplane::to_yaml;
using backplane::Value;

namespace {
ParamSpec spec(ParamType type, std::optional<double> min, std::optional<double> max,
               std::uint32_t flags = 0) {
  ParamSpec made;
  made.type = type;
  made.min = min;
  made.max = max;
  made.flags = flags;
  return made;
}
}  // namespace

TEST_CASE("what a parameter takes is said in words", "[core]") {
  CHECK(expected(spec(ParamType::integer, 1, {})) == "integer ≥ 1");
  CHECK(expected(spec(ParamType::integer, {}, 9, BACKPLANE_PF_MAX_EXCL)) ==
        "integer < 9");
  CHECK(expected(spec(ParamType::real, 0, 1, BACKPLANE_PF_MIN_EXCL)) ==
        "number in (0, 1]");
  CHECK(expected(spec(ParamType::real, 0, {}, BACKPLANE_PF_MIN_EXCL)) == "number > 0");
  CHECK(expected(spec(ParamType::reals, 0, 1, BACKPLANE_PF_MAX_EXCL)) ==
        "list of numbers, each in [0, 1)");
  CHECK(expected(spec(ParamType::boolean, {}, {})) == "true or false");
  auto choice = spec(ParamType::choice, {}, {});
  choice.choices = {"mean", "sum"};
  CHECK(expected(choice) == "one of mean, sum");
  auto words = spec(ParamType::integers, 0, {});
  words.choices = {"same"};
  CHECK(expected(words) == "list of integers, each ≥ 0, or same");
}

TEST_CASE("words among integers are the negative numbers", "[core]") {
  ParamSpec padding;
  padding.type = ParamType::integers;
  padding.choices = {"same", "valid"};
  CHECK(padding.word("same") == -1);
  CHECK(padding.word("valid") == -2);
  CHECK_FALSE(padding.word("sane"));
  CHECK(padding.word(-3) == nullptr);
  CHECK(to_yaml(Value::integers({-1}), padding) == "same");
  CHECK(to_yaml(Value::integers({0, -2}), padding) == "[0, valid]");
  CHECK(to_yaml(Value::integer(-1), padding) == "same");
}

TEST_CASE("values stand as in YAML", "[core]") {
  ParamSpec any;
  any.choices = {"mean", "sum"};
  CHECK(to_yaml(Value::real(0.001), any) == "0.001");
  CHECK(to_yaml(Value::real(1e-8), any) == "1e-8");
  CHECK(to_yaml(Value::real(0.1), any) == "0.1");
  CHECK(to_yaml(Value::real(std::numeric_limits<double>::infinity()), any) == ".inf");
  CHECK(to_yaml(Value::integer(-3), any) == "-3");
  CHECK(to_yaml(Value::boolean(true), any) == "true");
  CHECK(to_yaml(Value::reals({0.9, 0.999}), any) == "[0.9, 0.999]");
  CHECK(to_yaml(Value::integers({}), any) == "[]");
  CHECK(to_yaml(Value::choice(1), any) == "sum");
  CHECK(to_yaml(Value::choice(7), any) == "none");
  CHECK(to_yaml(Value::string("a.b/c"), any) == "a.b/c");
  CHECK(to_yaml(Value::string("a: \"b\""), any) == "\"a: \\\"b\\\"\"");
  CHECK(to_yaml(Value::string("true"), any) == "\"true\"");
}
