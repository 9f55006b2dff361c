#pragma once
// The section `model.blocks`: groups of layers with parameters, used like layers.

#include <deque>
#include <optional>
#include <string>
#include <vector>

#include "config/sections/sections.hpp"

namespace backplane::config {

/// `conv: {params: {filters: int, kernel: int = 3}, layers: [...]}`.
struct Block {
  Described described;         ///< its name and parameters; the first is the main one
  std::vector<Node> defaults;  ///< one a parameter; null where a value must be given
  std::vector<std::string> inputs;  ///< what the body calls what it takes
  const Node* layers = nullptr;     ///< in the configuration; arguments not yet put in
  Place place;
};

/// The definitions. Mistakes are added; what is broken is left out. The entries keep
/// their addresses. `blocks` must outlive them.
[[nodiscard]] std::deque<Block> read_blocks(const Node& blocks, const Reader& reader);

/// The arguments of one use, by parameter, for the variables in the block's layers.
/// `value`: null, the first parameter's value, or a map. Empty: reported.
[[nodiscard]] std::optional<std::vector<Entry>> bind_arguments(const Node& value,
                                                               const Block& block,
                                                               const Place& place,
                                                               const Reader& reader);

}  // namespace backplane::config
