#pragma once
// The items that hold lists of items: `residual`, `parallel`, `sequence`.

#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "config/sections/sections.hpp"

namespace backplane::config {

/// They stand where layers stand, and have no parameters of their own.
[[nodiscard]] std::span<const Described* const> structure_table();
[[nodiscard]] bool is_structure(std::string_view word);

/// What stands under the word.
struct Structure {
  std::vector<const Node*> lists;  ///< one; for `parallel` one a branch, empty ones too
  Node merge;                      ///< the layer that joins them; null: nothing does
  ItemJob::Shortcut shortcut = ItemJob::Shortcut::none;  ///< of the join
};

/// Empty: reported. `value` must outlive it.
[[nodiscard]] std::optional<Structure> read_structure(std::string_view word,
                                                      const Node& value,
                                                      const Place& place,
                                                      Diagnostics& diagnostics);

/// A list with at least one item. `what` names its owner in messages: "'residual'".
bool check_layers(const Node& node, std::string_view what, Diagnostics& diagnostics);

}  // namespace backplane::config
