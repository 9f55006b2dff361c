#pragma once
// When each node may write the gradients of its parameters: two nodes that share one do
// not write it at the same time, and their parts are added in the order of the nodes.

#include <vector>

#include "plan/network_plan.hpp"

namespace backplane::plan {

struct GradientTurns {
  /// The nodes of each turn, in order. Those of the first write over what is there,
  /// those of later ones add to it.
  std::vector<std::vector<int>> turns;
  /// Parameters that are first written by a node that adds: they begin as zeros.
  std::vector<int> cleared;
};

/// `trains`: by node; one that does not has no turn, and none without a trainable
/// parameter.
GradientTurns gradient_turns(const NetworkPlan& plan, const std::vector<bool>& trains);

}  // namespace backplane::plan
