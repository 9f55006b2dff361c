#pragma once
// How every parameter is moved, and where lies what must be remembered of it from step
// to step: the optimizer's slots and the averaged weights. Offsets only.

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "plan/network_plan.hpp"

namespace backplane::plan {

/// What moves the parameters of one group.
struct Treatment {
  std::shared_ptr<const Optimizer> optimizer;
  double lr_factor = 1;     ///< on the learning rate of the schedule
  double weight_decay = 0;  ///< given to the optimizer
  // By the host, before the optimizer: g += l1 sign(w) + l2 w;  w *= 1 - lr shrink
  double l1 = 0, l2 = 0, shrink = 0;
};

/// a += (1 - d) (w - a) after step t, a = w before the first; d is `decay`, with
/// `warmup` min(decay, (1 + t) / (10 + t)).
struct Average {
  double decay = 0;
  bool warmup = false;
};

/// One array a parameter, in an arena of its own.
struct Lane {
  std::string name;
  std::vector<std::int64_t> offset;  ///< by parameter, elements; -1: none is kept
  std::int64_t room = 0;             ///< elements
};

struct UpdatePlan {
  std::vector<Treatment> treatments;  ///< by TensorPlan::group
  double clip_norm = 0;               ///< 0: off
  std::optional<Average> average;
  std::vector<Lane> slots;    ///< the optimizer's, zero before step 1
  Lane averages;              ///< empty without `average`
  std::uint64_t scratch = 0;  ///< bytes a worker
};

/// Lays out `plan`, whose treatments, clip_norm and average are set. Frozen parameters
/// get nothing. Errors: E0344, the optimizer refuses a parameter.
Result<UpdatePlan> plan_update(const NetworkPlan& network, UpdatePlan plan);

}  // namespace backplane::plan
