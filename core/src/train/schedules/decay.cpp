// lr(t) = level * gamma^floor(t / every)
#include "train/schedules/decay.hpp"

#include <cmath>

#include "train/duration.hpp"

namespace backplane::train::schedules {

Result<Curve> decay(double gamma, const std::string& every, const Place& place,
                    const Stretch& stretch) {
  const auto steps = parse_steps(every, place, stretch.clock);
  if (!steps) return steps.error();
  return Curve([gamma, n = *steps](double level, std::uint64_t t) {
    return level * std::pow(gamma, static_cast<double>(t / n));
  });
}

}  // namespace backplane::train::schedules
