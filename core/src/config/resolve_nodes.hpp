#pragma once
// The pieces a resolved file is put together from.

#include <cstdint>
#include <string>

#include "config/bind.hpp"
#include "config/job.hpp"
#include "config/node.hpp"

namespace backplane::config {

[[nodiscard]] Node text_node(std::string text);
[[nodiscard]] Node map_node();
[[nodiscard]] Node list_node();

void put(Node& map, std::string key, Node value);
void put(Node& map, std::string key, std::string text);
void put(Node& map, std::string key, std::int64_t value);
void put(Node& map, std::string key, bool value);

/// Null for what no text can say: a default that is no number.
[[nodiscard]] Node value_node(const Value& value, const ParamSpec& spec);
[[nodiscard]] Node component_node(const Bound& bound);
/// As a map even without parameters, for siblings to stand in.
[[nodiscard]] Node component_map(const Bound& bound);
/// The optimizer, and what stands beside it.
[[nodiscard]] Node optimizer_node(const Job& job);

}  // namespace backplane::config
