#pragma once
// YAML text -> Node. The only door to the YAML library.

#include <string>
#include <string_view>

#include "config/node.hpp"

namespace backplane::config {

/// One document, in which every key is a word and unique, aliases are expanded and
/// bounded. An empty text is a null. `name` stands for the file in places.
/// Errors: E0101 to E0109; all duplicate keys at once, the others at the first.
Result<Node> parse_yaml(std::string_view text, const std::string& name);

}  // namespace backplane::config
