#pragma once
// Where components stand in a configuration, and which keys may stand beside them. All
// that the language knows of sections before a job is read.

#include <optional>
#include <string_view>
#include <vector>

#include "config/node.hpp"

namespace backplane::config {

/// What a place in the tree holds.
enum class Spot {
  root,        ///< the map of sections
  component,   ///< a name, or a map with one key that is no sibling
  components,  ///< a list of them
  parameters,  ///< of a component
  model,       ///< components, or a map with `layers` and `blocks`
  structure,   ///< of `residual` or `sequence`: components, or a map with `layers`
  parallel,    ///< of `parallel`: branches, or a map with `branches`
  branches,    ///< a list of lists of components
  blocks,      ///< a map of them
  block,       ///< components, or a map with `layers`
  variables,   ///< `vars`
  plain,       ///< anything else
};

using Siblings = std::vector<std::string_view>;

/// Beside a component at the place called `key`: "data", "optimizer", ...; "model" is
/// an item of it.
[[nodiscard]] const Siblings& siblings_of(std::string_view key);
/// What stands at `key` of a map that is a `spot`. `value` tells a list from one piece.
[[nodiscard]] Spot spot_below(Spot spot, std::string_view key, const Node& value);
/// The entry that names the component; nullptr when there is none.
[[nodiscard]] Entry* component_in(Node& node, const Siblings& siblings);
[[nodiscard]] bool contains(const Siblings& siblings, std::string_view key);

}  // namespace backplane::config
