#pragma once
// What a component can be told: typed, documented parameters, and their values.
// The C++ mirror of backplane_param and backplane_value; it owns its strings.

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "backplane/abi.h"
#include "backplane/export.hpp"

namespace backplane {

enum class ParamType : std::uint32_t {
  boolean = BACKPLANE_T_BOOL,
  integer = BACKPLANE_T_INT,
  real = BACKPLANE_T_FLOAT,
  string = BACKPLANE_T_STRING,
  choice = BACKPLANE_T_ENUM,
  integers = BACKPLANE_T_INT_LIST,
  reals = BACKPLANE_T_FLOAT_LIST,
  component = BACKPLANE_T_COMPONENT,
  strings = BACKPLANE_T_TEXT_LIST,  ///< the core's own tables alone
};

/// One value: the member that its type names.
struct Value {
  ParamType type = ParamType::integer;
  std::int64_t i = 0;  ///< boolean (0 or 1), integer, choice (index)
  double f = 0;
  std::string s;
  std::vector<std::int64_t> is;
  std::vector<double> fs;
  std::vector<std::string> ss;

  [[nodiscard]] static Value boolean(bool v) {
    return {ParamType::boolean, v, 0, {}, {}, {}, {}};
  }
  [[nodiscard]] static Value integer(std::int64_t v) {
    return {ParamType::integer, v, 0, {}, {}, {}, {}};
  }
  [[nodiscard]] static Value real(double v) {
    return {ParamType::real, 0, v, {}, {}, {}, {}};
  }
  [[nodiscard]] static Value string(std::string v) {
    return {ParamType::string, 0, 0, std::move(v), {}, {}, {}};
  }
  [[nodiscard]] static Value choice(std::int64_t v) {
    return {ParamType::choice, v, 0, {}, {}, {}, {}};
  }
  [[nodiscard]] static Value integers(std::vector<std::int64_t> v) {
    return {ParamType::integers, 0, 0, {}, std::move(v), {}, {}};
  }
  [[nodiscard]] static Value reals(std::vector<double> v) {
    return {ParamType::reals, 0, 0, {}, {}, std::move(v), {}};
  }
  [[nodiscard]] static Value strings(std::vector<std::string> v) {
    return {ParamType::strings, 0, 0, {}, {}, {}, std::move(v)};
  }
};

struct ParamSpec {
  std::string name;  ///< YAML key
  ParamType type = ParamType::integer;
  std::string doc;
  Value def;
  std::optional<double> min, max;  ///< of each entry for lists
  std::uint32_t flags = 0;         ///< BACKPLANE_PF_*
  std::string unit;
  std::vector<std::string> aliases;
  /// Of a choice; of integers: words that may stand for a number, given as -1 - index.
  std::vector<std::string> choices;

  [[nodiscard]] bool has(std::uint32_t flag) const { return (flags & flag) != 0; }
  /// What a word among integers stands for; none: it is no such word.
  [[nodiscard]] std::optional<std::int64_t> word(const std::string& text) const {
    for (std::size_t k = 0; k < choices.size(); ++k)
      if (choices[k] == text) return -1 - static_cast<std::int64_t>(k);
    return std::nullopt;
  }
  /// The word that an integer stands for; nullptr: it is a number.
  [[nodiscard]] const std::string* word(std::int64_t value) const {
    const auto k = static_cast<std::size_t>(-1 - value);
    return value < 0 && k < choices.size() ? &choices[k] : nullptr;
  }
};

/// "one of a, b", "integer ≥ 1", "number in (0, 1]": what this parameter takes.
[[nodiscard]] BACKPLANE_API std::string expected(const ParamSpec& spec);
/// As it would stand in YAML: "0.001", "[0.9, 0.999]", "none".
[[nodiscard]] BACKPLANE_API std::string to_yaml(const Value& value,
                                                const ParamSpec& spec);

}  // namespace backplane
