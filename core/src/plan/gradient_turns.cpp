// A node's turn is one after the last that wrote any of its parameters.
#include "plan/gradient_turns.hpp"

#include <algorithm>

namespace backplane::plan {

GradientTurns gradient_turns(const NetworkPlan& plan, const std::vector<bool>& trains) {
  GradientTurns made;
  std::vector<int> written(plan.params.size(), -1);  // a parameter: in which turn
  for (std::size_t n = 0; n < plan.nodes.size(); ++n) {
    const std::vector<int>& params = plan.nodes[n].params;
    const bool trainable = std::ranges::any_of(params, [&](int p) {
      return (plan.params[static_cast<std::size_t>(p)].flags &
              BACKPLANE_TF_TRAINABLE) != 0;
    });
    if (!trains[n] || !trainable) continue;
    int turn = 0;
    for (const int p : params)
      turn = std::max(turn, written[static_cast<std::size_t>(p)] + 1);
    for (const int p : params) {
      int& last = written[static_cast<std::size_t>(p)];
      if (last < 0 && turn > 0) made.cleared.push_back(p);
      last = turn;
    }
    if (made.turns.size() <= static_cast<std::size_t>(turn))
      made.turns.resize(static_cast<std::size_t>(turn) + 1);
    made.turns[static_cast<std::size_t>(turn)].push_back(static_cast<int>(n));
  }
  return made;
}

}  // namespace backplane::plan
