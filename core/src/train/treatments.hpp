#pragma once
// What the optimizer's section says of rates, decay and penalties, group by group.

#include <vector>

#include "config/job.hpp"
#include "plan/update_plan.hpp"

namespace backplane::train {

struct Treatments {
  double lr = 0;                          ///< what the schedule starts from
  std::vector<plan::Treatment> by_group;  ///< [0]: of what no group matches
};

/// Makes the optimizer once, and once for every group. Errors, added to `diagnostics`:
/// what the optimizer refuses; E0343, a group's own rate beside a rate of 0.
Treatments make_treatments(const config::Job& job, Diagnostics& diagnostics);

}  // namespace backplane::train
