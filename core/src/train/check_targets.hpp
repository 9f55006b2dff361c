#pragma once
// Dense targets against what the loss takes, before the first step.

#include "data/dataset.hpp"
#include "train/experiment.hpp"

namespace backplane::train {

/// All splits. Errors: E0539, with the sample, the column and what is taken.
Outcome check_targets(const Experiment& experiment, const data::Dataset& dataset);

}  // namespace backplane::train
