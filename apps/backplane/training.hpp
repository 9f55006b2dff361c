#pragma once
// What train and resume have in common: a training that is watched, and its report.

#include <functional>
#include <string>

#include "backplane/train.hpp"
#include "command_line.hpp"

namespace backplane::app {

using Training = std::function<Result<TrainReport>(Runtime&, const TrainOptions&)>;

/// Runs it under the eyes of the person or program; the exit code.
int run_training(Session& session, TrainOptions options, const Training& training);

}  // namespace backplane::app
