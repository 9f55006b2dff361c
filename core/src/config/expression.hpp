#pragma once
// What stands inside `$( )`: whole and real numbers, + - * / // %, parentheses,
// variables, and `env:NAME ?? "default"`.

#include <functional>
#include <string>
#include <string_view>
#include <variant>

#include "backplane/error.hpp"

namespace backplane::config {

/// Text stands for itself and takes no part in arithmetic.
using Term = std::variant<std::int64_t, double, std::string>;

/// What was wrong, and which bytes of the text say so.
struct ExpressionError {
  std::string code, message, label;
  std::size_t at = 0, length = 1;
};

/// Looks a name up; an error where there is none, for which `??` stands in.
using Lookup =
    std::function<std::variant<Term, ExpressionError>(std::string_view name)>;

struct Evaluated {
  std::variant<Term, ExpressionError> result;
  std::size_t end = 0;  ///< of the text read; one past the closing parenthesis
};

/// Evaluates from `begin`, which is one past "$(", to the parenthesis that closes it.
/// `variable` is asked for `name`, `environment` for `env:name`.
[[nodiscard]] Evaluated evaluate(std::string_view text, std::size_t begin,
                                 const Lookup& variable, const Lookup& environment);

/// "64", "0.5", "64.0": a real number never reads as a whole one.
[[nodiscard]] std::string to_text(const Term& term);
/// Length of the name that begins at `at`; 0 when none does.
[[nodiscard]] std::size_t name_length(std::string_view text, std::size_t at);

}  // namespace backplane::config
