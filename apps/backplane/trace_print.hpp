#pragma once
// The chain of a trace, for people and for programs.

#include <string>

#include "backplane/trace.hpp"
#include "console.hpp"

namespace backplane::app {

void print_trace(Console& console, const TraceReport& report,
                 const TraceOptions& options);
[[nodiscard]] std::string trace_json(const TraceReport& report,
                                     const TraceOptions& options);

}  // namespace backplane::app
