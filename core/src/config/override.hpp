#pragma once
// `--set path=value` on a tree.

#include <string>

#include "config/node.hpp"
#include "diagnostics.hpp"

namespace backplane::config {

/// What Place::file says of values that the command line gave.
inline constexpr const char* kCommandLine = "command line";

/// Puts the value, which is YAML, where the path leads: keys and item names with dots
/// between them, `[2]` for an item of a list; the key of a component may be left out.
/// A component is merged as a file over another would be; null removes. A last key that
/// is new is added, for the reading of its section to judge.
/// Errors, added: E0118 for what is no override, E0119 for a path that leads nowhere.
void apply_override(Node& root, const std::string& set, Diagnostics& diagnostics);

}  // namespace backplane::config
