#pragma once
// Who may include whom, and which room holds the door to each third-party library.

#include <string>
#include <vector>

#include "source.hpp"

namespace house {

/// What breaks the include rules in this file, one text each.
std::vector<std::string> include_violations(const Source& source);

/// Third-party names in a public header's code.
std::vector<std::string> name_violations(const Source& source);

}  // namespace house
