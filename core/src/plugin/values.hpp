#pragma once
// Values as the boundary has them.

#include <vector>

#include "backplane/abi.h"
#include "backplane/params.hpp"

namespace backplane::plugin {

/// Refers to the strings and lists of `values`, which must outlive it.
[[nodiscard]] std::vector<backplane_value> to_abi(const std::vector<Value>& values);

}  // namespace backplane::plugin
