#pragma once
// The summary of a network as JSON, for check and summary.

#include "backplane/inspect.hpp"
#include "json.hpp"

namespace backplane::app {

[[nodiscard]] Json summary_json(const Summary& summary);

}  // namespace backplane::app
