#pragma once
// Finds the bodies of functions by counting braces.

#include <cstddef>
#include <vector>

#include "source.hpp"

namespace house {

struct Function {
  std::size_t line = 0;   ///< of the opening brace
  std::size_t lines = 0;  ///< from the opening to the closing brace, both counted
};

struct Functions {
  std::vector<Function> bodies;  ///< lambdas count to the function around them
  std::size_t unbalanced = 0;    ///< the line of a brace without its fellow; 0: none
};

Functions find_functions(const Source& source);

}  // namespace house
