#pragma once
// What the items of a list may be called in a path, before the list is read.

#include <map>
#include <string>

#include "config/layout.hpp"

namespace backplane::config {

/// Each item's number by its name, or by type and position, and by type alone. A repeat
/// is one item here: its copies have no names of their own.
[[nodiscard]] std::multimap<std::string, std::size_t> item_names(
    Node& list, const Siblings& siblings);

}  // namespace backplane::config
