#pragma once
// Who made the first number that is none: the input, a parameter, a layer or the loss.

#include <string>

#include "run/session.hpp"

namespace backplane::run {

/// Looks through what the last forward pass left, in running order. `when` says which
/// step: "step 17 (epoch 1)". Returns E0710 with the culprit's place.
Error find_not_finite(const Session& session, std::int64_t rows, double loss,
                      const std::string& when);

}  // namespace backplane::run
