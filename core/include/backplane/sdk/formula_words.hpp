#pragma once
// The words of the formula language.

#include <numbers>
#include <optional>
#include <string>
#include <string_view>

#include "backplane/sdk/formula_ops.hpp"

namespace backplane::formula {

/// A function: its name, its values as the documents have them, how many these are, and
/// the operation.
struct Function {
  std::string_view name, values;
  std::size_t count;
  Op op;
};

/// clip is no operation, but made of two: of max, and then of min.
inline constexpr Function kFunctions[] = {
    {"abs", "a", 1, Op::abs},
    {"acos", "a", 1, Op::acos},
    {"acosh", "a", 1, Op::acosh},
    {"asin", "a", 1, Op::asin},
    {"asinh", "a", 1, Op::asinh},
    {"atan", "a", 1, Op::atan},
    {"atanh", "a", 1, Op::atanh},
    {"ceil", "a", 1, Op::ceil},
    {"clip", "a, low, high", 3, Op::max},
    {"cos", "a", 1, Op::cos},
    {"cosh", "a", 1, Op::cosh},
    {"erf", "a", 1, Op::erf},
    {"exp", "a", 1, Op::exp},
    {"expm1", "a", 1, Op::expm1},
    {"floor", "a", 1, Op::floor},
    {"log", "a", 1, Op::log},
    {"log1p", "a", 1, Op::log1p},
    {"max", "a, b", 2, Op::max},
    {"min", "a, b", 2, Op::min},
    {"pow", "a, b", 2, Op::pow},
    {"round", "a", 1, Op::round},
    {"sigmoid", "a", 1, Op::sigmoid},
    {"sign", "a", 1, Op::sign},
    {"sin", "a", 1, Op::sin},
    {"sinh", "a", 1, Op::sinh},
    {"softplus", "a", 1, Op::softplus},
    {"sqrt", "a", 1, Op::sqrt},
    {"tan", "a", 1, Op::tan},
    {"tanh", "a", 1, Op::tanh},
    {"where", "condition, a, b", 3, Op::where},
};

[[nodiscard]] inline const Function* find_function(std::string_view name) {
  for (const Function& function : kFunctions)
    if (function.name == name) return &function;
  return nullptr;
}

[[nodiscard]] inline std::optional<double> find_constant(std::string_view name) {
  if (name == "pi") return std::numbers::pi;
  if (name == "e") return std::numbers::e;
  return std::nullopt;
}

/// "clip(a, low, high)"
[[nodiscard]] inline std::string written(const Function& function) {
  std::string text(function.name);
  return text.append("(").append(function.values).append(")");
}

/// The word in quotes, as messages have it.
[[nodiscard]] inline std::string quoted(std::string_view word) {
  std::string text(1, '\'');
  return text.append(word.substr(0, 40)).append(1, '\'');
}

}  // namespace backplane::formula
