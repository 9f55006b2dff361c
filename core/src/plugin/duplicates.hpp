#pragma once
// When two components are in each other's way.

#include "backplane/component.hpp"
#include "backplane/error.hpp"

namespace backplane::plugin {

/// Same id, and they stand where one is looked up: layers and activations together.
[[nodiscard]] bool collide(const Component& a, const Component& b);
/// E0409, naming where both come from.
[[nodiscard]] Error provided_twice(const Component& first, const Component& second);

}  // namespace backplane::plugin
