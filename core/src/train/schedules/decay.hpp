#pragma once
// lr(t) = level * gamma^floor(t / every): what step and exponential have in common.

#include "train/schedule.hpp"

namespace backplane::train::schedules {

/// `every` is a length as text, at `place`. Errors: as parse_length and steps_of.
Result<Curve> decay(double gamma, const std::string& every, const Place& place,
                    const Stretch& stretch);

}  // namespace backplane::train::schedules
