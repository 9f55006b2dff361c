#pragma once
// A plugin that a configuration asks for.

#include <string>

#include "backplane/error.hpp"
#include "backplane/runtime.hpp"

namespace backplane::plugin {

/// Loads `path`; a file must have the digest `sha256` unless that is "". Errors carry
/// `place`.
Outcome load(Runtime& runtime, const std::string& path, const std::string& sha256,
             const Place& place);

}  // namespace backplane::plugin
