#pragma once
// A file and the files it extends, merged.

#include <string>

#include "config/node.hpp"

namespace backplane::config {

/// Errors: E0110 for a file that cannot be read, E0111 for a cycle, E0112 for an
/// `extends` that names no file, and those of parse_yaml.
Result<Node> read_extended(const std::string& path);

}  // namespace backplane::config
