#pragma once
// A formula of `expr` as the source of a plugin.

#include <string>

namespace backplane::app {

/// A whole file in C++: the activation `id` of this formula, its derivative by dual
/// numbers. Throws a std::exception that tells what is wrong with the formula, and
/// where.
[[nodiscard]] std::string formula_source(const std::string& formula,
                                         const std::string& id);

}  // namespace backplane::app
