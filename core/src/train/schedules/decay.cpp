// lr(t) = level * gamma^floor(t / every)
#include "train/schedules/decay.hpp"

#include <cmath>

#include "train/duration.hpp"

namespace backplane::train::schedules {

Result<Curve> decay(double gamma, const std::string& every, const Place& place,
                    const Stretch& stretch) {
  const auto length = parse_length(every, place);
  if (!length) return length.error();
  const auto steps = steps_of(*length, stretch.clock);
  if (!steps) return steps.error();
  return Curve([level = stretch.level, gamma, n = *steps](std::uint64_t t) {
    return level * std::pow(gamma, static_cast<double>(t / n));
  });
}

}  // namespace backplane::train::schedules
