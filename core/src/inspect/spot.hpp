#pragma once
// One number of a network, by its name: an entry of a parameter, or of what flows.

#include <string>

#include "backplane/trace.hpp"
#include "plan/network_plan.hpp"

namespace backplane::inspect {

struct Spot {
  bool param = false;      ///< else a value
  int tensor = 0;          ///< index of the plan's params or values
  std::int64_t entry = 0;  ///< of the whole tensor
};

/// An item's output is that of its activation; before it, it is called "fc1.z". Of a
/// batch, the first sample. Errors: E0801 with the nearest right word or the ranges;
/// E0802 for what is given and not computed.
Result<Spot> find_spot(const plan::NetworkPlan& plan, const TracePlace& place);

/// "conv1", or "conv1.z" before its activation.
[[nodiscard]] std::string value_name(const plan::NetworkPlan& plan, int value);
/// "conv1.weight[3,0,1,1]", "conv1[3,5,5]"; a value's sample is not said.
[[nodiscard]] std::string spot_name(const plan::NetworkPlan& plan, const Spot& spot);
/// Which sample of a batch of `rows` the entry of a value belongs to.
[[nodiscard]] std::int64_t sample_of(const plan::NetworkPlan& plan, const Spot& spot);

}  // namespace backplane::inspect
