#pragma once
// df/dt at 0 of many numbers f that move with one number t, by differences alone.

#include <functional>
#include <span>
#include <vector>

#include "backplane/error.hpp"

namespace backplane::inspect {

struct Difference {
  double value = 0;
  double error = 0;     ///< an estimate of it
  bool corner = false;  ///< no slope to be had: f bends within the smallest step
};

/// Puts the numbers at t.
using Moving = std::function<Outcome(double t, std::span<double> numbers)>;

/// Central differences at steps from scale / 100 down, extrapolated to a step of 0.
/// f was last put at 0 when this returns.
Result<std::vector<Difference>> differences(std::size_t count, double scale,
                                            const Moving& put);

}  // namespace backplane::inspect
