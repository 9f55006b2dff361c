#pragma once
// Which tensors share memory: activations in place, views, gradients; and which
// activations run as the finish of a layer while its block is in cache.

#include <cstdint>
#include <vector>

#include "plan/gradient_turns.hpp"
#include "plan/network_plan.hpp"

namespace backplane::plan {

/// A storage is a piece of memory that one or more values use, one after the other.
struct Layout {
  struct Fusion {
    bool forward = false;   ///< y = f(x) as the finish of the layer that makes x
    bool backward = false;  ///< dx = dy f'(x) as the finish of the layer that makes dy
  };

  std::vector<int> value;  ///< a value: its storage
  std::vector<std::vector<int>>
      grads;                  ///< a value: storage of dv for each use of it, the
                              ///< loss last; the first collects; empty: unwanted
  std::vector<Fusion> fused;  ///< a node; false for layers
  std::vector<bool> trains;   ///< a node: it or one before it has a trained parameter,
                              ///< or the layout is plain
  GradientTurns turns;        ///< empty where nothing trains
  int storages = 0;
};

/// `flags`: BACKPLANE_LP_* of each node's plan. `training`: gradients are laid out too.
/// `plain`: nothing shared and nothing fused, and gradients whether or not something
/// before them is trained, so that every value can be looked at and moved.
Layout make_layout(const NetworkPlan& plan, const std::vector<std::uint32_t>& flags,
                   bool training, bool plain);

}  // namespace backplane::plan
