// Asks each parameter's optimizer what it needs, and lays the lanes out.
#include "plan/update_plan.hpp"

#include <algorithm>

namespace backplane::plan {
namespace {

constexpr std::size_t kMostSlots = 16;

// As the parameters lie: every tensor starts on a cache line.
std::int64_t aligned(std::int64_t count) {
  return (count + 15) / 16 * 16;
}

void keep(Lane& lane, std::size_t param, std::int64_t count) {
  lane.offset[param] = lane.room;
  lane.room += aligned(count);
}

Error refused(const NetworkPlan& network, const TensorPlan& param,
              const char* message) {
  return {"E0344",
          "the optimizer cannot move '" + param.name + "': " + message,
          network.nodes[static_cast<std::size_t>(param.node)].place,
          "this item's parameter",
          {},
          {"help: freeze it, or give it other parameters in a group"},
          {}};
}

/// All groups share a component, and an instance uses the first so many of its slots:
/// the longest list names them for all.
std::vector<std::string> slot_names(const std::vector<Treatment>& treatments) {
  std::vector<std::string> names;
  for (const Treatment& treatment : treatments) {
    auto own = treatment.optimizer->slots();
    if (own.size() > names.size()) names = std::move(own);
  }
  if (names.size() > kMostSlots) names.resize(kMostSlots);
  return names;
}

Outcome place(const NetworkPlan& network, std::size_t p, UpdatePlan& plan) {
  const TensorPlan& param = network.params[p];
  const Optimizer& optimizer =
      *plan.treatments[static_cast<std::size_t>(param.group)].optimizer;
  OptimizerNeeds needs{};
  needs.struct_size = sizeof needs;
  const std::size_t all = std::min(optimizer.slots().size(), plan.slots.size());
  needs.n_slots = static_cast<std::uint32_t>(all);
  backplane_error error{};
  error.struct_size = sizeof error;
  if (optimizer.needs(param.shape, needs, error) != BACKPLANE_OK)
    return refused(network, param, error.message);
  for (std::size_t s = 0; s < std::min<std::size_t>(all, needs.n_slots); ++s)
    keep(plan.slots[s], p, param.count());
  plan.scratch = std::max(plan.scratch, (needs.scratch + 63) / 64 * 64);
  if (plan.average) keep(plan.averages, p, param.count());
  return Done{};
}

}  // namespace

Result<UpdatePlan> plan_update(const NetworkPlan& network, UpdatePlan plan) {
  const std::vector<std::int64_t> none(network.params.size(), -1);
  for (std::string& name : slot_names(plan.treatments))
    plan.slots.push_back({std::move(name), none, 0});
  plan.averages.offset = none;
  for (std::size_t p = 0; p < network.params.size(); ++p)
    if (network.params[p].trainable())
      if (auto done = place(network, p, plan); !done.ok()) return done.error();
  return plan;
}

}  // namespace backplane::plan
