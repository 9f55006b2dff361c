#pragma once
// + - * / // % on whole and real numbers. `//` and `%` round towards minus infinity.

#include <optional>
#include <string>
#include <string_view>

#include "config/expression.hpp"

namespace backplane::config {

struct Calculated {
  std::optional<Term> value;
  std::string why;  ///< where there is none
};

/// Whole numbers stay whole, except under `/`.
[[nodiscard]] Calculated calculate(const Term& left, std::string_view op,
                                   const Term& right);

}  // namespace backplane::config
