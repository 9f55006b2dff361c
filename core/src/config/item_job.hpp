#pragma once
// What the model section says, item by item.

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "backplane/registry.hpp"
#include "config/bind.hpp"

namespace backplane::config {

/// In the place of an item's number: the network's input, the first where there are
/// several; the i-th is kInput - i.
inline constexpr int kInput = -1;
[[nodiscard]] constexpr int input_item(std::size_t i) {
  return kInput - static_cast<int>(i);
}
/// Pre: `item` < 0.
[[nodiscard]] constexpr std::size_t input_number(int item) {
  return static_cast<std::size_t>(kInput - item);
}

/// A layer or an activation of the flat network that the model section stands for:
/// nested lists, blocks and repeats are written out, and what joins them is an item
/// too.
struct ItemJob {
  /// What the second input of a residual's join must do to have the first one's shape.
  enum class Shortcut { none, equal, project };

  Bound part;  ///< a layer or an activation of the registry
  Kind kind = Kind::layer;
  std::string name;      ///< in the whole network: "fc1", "residual0.dense1"
  std::vector<int> in;   ///< earlier items whose outputs it takes, or kInput
  int share = -1;        ///< the earlier item whose parameters it uses; -1: its own
  bool freeze = false;   ///< its parameters stay as they are
  double lr_factor = 1;  ///< on the learning rate, for its parameters
  Shortcut shortcut = Shortcut::none;
  std::optional<Bound> activation;    ///< `dense: {units: 8, activation: relu}`
  std::map<std::string, Bound> init;  ///< by parameter name, of the initializers' table
  Place place, share_place;
  std::vector<Note> blocks;  ///< where its blocks are used, innermost first
  bool broken = false;       ///< reported already: its shapes are not to be believed
};

/// The model in its nesting, as the resolved file writes it.
struct ItemTree {
  int item = -1;     ///< of Job::model: the layer, or what joins the lists; -1: nothing
  std::string word;  ///< "residual", "parallel", "sequence"; empty: a layer
  std::string name;  ///< in its list
  std::optional<std::vector<int>> from;      ///< as `in`; none: the item before
  std::vector<std::vector<ItemTree>> lists;  ///< several for "parallel"
};

}  // namespace backplane::config
