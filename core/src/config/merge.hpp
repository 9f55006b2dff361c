#pragma once
// One configuration over another: maps merge, lists replace, null removes, and choosing
// another component drops the old one's parameters.

#include "config/layout.hpp"
#include "config/node.hpp"

namespace backplane::config {

/// Whole files: the sections of `over` over those of `base`.
void merge_files(Node& base, const Node& over);
void merge_values(Node& base, const Node& over);
void merge_components(Node& base, const Node& over, const Siblings& siblings);

/// A component's value as a map: null is empty, a short form stands under kMainKey.
void make_parameters(Node& value);
/// A component as a map: `relu` is {relu: null}.
void make_component_map(Node& node);
Entry& find_or_add(Node& map, const std::string& key, const Place& key_place);
void erase_key(Node& map, std::string_view key);

}  // namespace backplane::config
