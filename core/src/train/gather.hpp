#pragma once
// A batch of samples into a session's input and targets.

#include <span>

#include "data/dataset.hpp"
#include "run/session.hpp"

namespace backplane::train {

/// `rows`: positions in `examples`. Targets in the form the loss takes; inputs where
/// asked for. Allocates nothing.
void gather_batch(run::Session& session, Parallel& pool, const data::Dataset& dataset,
                  const data::Examples& examples, std::span<const std::uint32_t> rows,
                  bool inputs);

}  // namespace backplane::train
