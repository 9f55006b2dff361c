// Learning rate and weight decay are found by their roles, whatever they are called.
#include "train/treatments.hpp"

namespace backplane::train {
namespace {

double role(const config::Bound& bound, std::uint32_t flag) {
  for (std::size_t i = 0; i < bound.part->params.size(); ++i)
    if (bound.part->params[i].has(flag)) return bound.values[i].f;
  return 0;
}

/// Decay as the optimizer does it, or taken from it and done by the host.
plan::Treatment treat(const config::Bound& bound, config::Decay decay, double l1,
                      Diagnostics& diagnostics) {
  plan::Treatment treatment;
  treatment.l1 = l1;
  const double amount = role(bound, BACKPLANE_PF_ROLE_DECAY);
  switch (decay) {
    case config::Decay::own:
      treatment.weight_decay = amount;
      break;
    case config::Decay::l2:
      treatment.l2 = amount;
      break;
    case config::Decay::decoupled:
      treatment.shrink = amount;
      break;
  }
  auto made = static_cast<const Component*>(bound.part)->make_optimizer(bound.values);
  if (made.ok()) {
    treatment.optimizer = *made;
    return treatment;
  }
  Error error = made.error();
  if (!error.place.known()) error.place = bound.place;
  diagnostics.add(std::move(error));
  return treatment;
}

/// A group's rate over the optimizer's, so that it follows the same schedule.
double factor_of(const config::GroupJob& group, double lr, Diagnostics& diagnostics) {
  if (!group.lr_place.known()) return group.lr_factor;
  const double own = role(group.optimizer, BACKPLANE_PF_ROLE_LR);
  if (lr > 0) return own / lr;
  if (own != 0)
    diagnostics.add("E0343",
                    "a group's rate follows the schedule of the optimizer's, which is "
                    "0 here",
                    group.lr_place, "give the optimizer a rate above 0");
  return 1;
}

}  // namespace

Treatments make_treatments(const config::Job& job, Diagnostics& diagnostics) {
  Treatments made;
  if (job.optimizer.part == nullptr) return made;
  const bool sound = diagnostics.ok();
  made.lr = role(job.optimizer, BACKPLANE_PF_ROLE_LR);
  made.by_group.push_back(treat(job.optimizer, job.decay, job.l1, diagnostics));
  if (!sound) return made;  // values that were refused are not to be judged
  for (const config::GroupJob& group : job.groups) {
    auto& treatment = made.by_group.emplace_back(
        treat(group.optimizer, job.decay, group.l1.value_or(job.l1), diagnostics));
    treatment.lr_factor = factor_of(group, made.lr, diagnostics);
  }
  return made;
}

}  // namespace backplane::train
