#pragma once
// What an activation does, seen: f and f' side by side.

#include <optional>
#include <string>

#include "backplane/component.hpp"

namespace backplane::app {

/// Lines of text over x in [-4, 4]. None for an activation that works on whole rows,
/// that needs to be told something, or that fails.
[[nodiscard]] std::optional<std::string> activation_plot(const Component& component);

}  // namespace backplane::app
