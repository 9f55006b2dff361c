#pragma once
// The steps of a trace through any network, and the verdict of every trace.

#include <string>

#include "backplane/trace.hpp"
#include "console.hpp"
#include "json.hpp"

namespace backplane::app {

/// A number as the layers show it, and as tables of terms do.
[[nodiscard]] std::string factor(double value);
[[nodiscard]] std::string term(double value);

/// The place's slope three times: as `ours`, by backpropagation, by differences.
/// `slope` is its name: "dC/dw".
void print_verdict(Console& console, const char* ours, const char* slope,
                   const TraceReport& report);

/// Pre: the report has steps. `first`: the sample that the batch begins with.
void print_steps(Console& console, const TraceReport& report, std::int64_t first);
void add_steps_json(Json& json, const TraceReport& report);

}  // namespace backplane::app
