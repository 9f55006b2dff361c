#pragma once
// Words for messages, shared by the whole room.

#include <string>
#include <vector>

#include "config/node.hpp"
#include "diagnostics.hpp"

namespace backplane::config {

[[nodiscard]] std::string comma_list(const std::vector<std::string>& words);
/// "'fast'", "a list", "a map", "nothing": a value as a message names it.
[[nodiscard]] std::string shown(const Node& node);
/// "a layer", "an optimizer".
[[nodiscard]] std::string with_article(const std::string& noun);
/// An error and the others joined to it, one by one.
void add_all(const Error& error, Diagnostics& diagnostics);
[[nodiscard]] Error make_error(std::string code, std::string message, Place place,
                               std::string label = {});

}  // namespace backplane::config
