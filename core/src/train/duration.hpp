#pragma once
// Lengths of time in a configuration, counted in steps.

#include <cstdint>
#include <string_view>

#include "config/job.hpp"
#include "train/schedule.hpp"

namespace backplane::train {

/// "2 epochs", "500 steps", "10%" as a schedule's parameter says it. Errors: E0360.
Result<config::Duration> parse_length(std::string_view text, const Place& place);

/// Rounded to whole steps. Errors, at the duration's place: E0360 for seconds, E0361
/// for less than one step.
Result<std::uint64_t> steps_of(const config::Duration& duration, const Clock& clock);

/// Both.
Result<std::uint64_t> parse_steps(std::string_view text, const Place& place,
                                  const Clock& clock);

}  // namespace backplane::train
