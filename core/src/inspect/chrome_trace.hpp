#pragma once
// Records of tasks in the format that chrome://tracing and Perfetto open.

#include <string>

#include "plan/network_plan.hpp"
#include "run/recorder.hpp"

namespace backplane::inspect {

/// "forward", "to inputs", "update", ...
[[nodiscard]] const char* name_of(run::TaskKind kind);

/// A JSON document: a row a thread, a bar a task, in microseconds.
[[nodiscard]] std::string chrome_trace(const run::Recorder& recorder,
                                       const plan::NetworkPlan& plan);

}  // namespace backplane::inspect
