#pragma once
// What stands beside the optimizer: how parameters differ, and averages of them.

#include <optional>
#include <string>
#include <vector>

#include "config/bind.hpp"

namespace backplane::config {

/// What picks parameters: a type of item, an item, a parameter's name, or a regular
/// expression over whole names.
struct Pattern {
  std::string text;
  Place place;
};

/// Parameters that are moved in another way than the rest.
struct GroupJob {
  std::vector<Pattern> match;
  Bound optimizer;       ///< the optimizer's parameters, with what the group changes
  double lr_factor = 1;  ///< on the learning rate, which may be the group's own
  std::optional<double> l1;
  bool freeze = false;
  Place place, lr_place;
};

/// How weight decay works: as the optimizer says, through the gradient, or past it.
enum class Decay { own, l2, decoupled };

/// Averaged weights beside the trained ones: a += (1 - d) (w - a) after every step.
struct AverageJob {
  double decay = 0.999;  ///< d; with `warmup` no more than (1 + t) / (10 + t) at step t
  bool warmup = false;
};

}  // namespace backplane::config
