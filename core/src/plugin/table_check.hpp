#pragma once
// Tables from the other side, checked before anything of them is used.

#include <string>

#include "backplane/abi.h"
#include "backplane/error.hpp"

namespace backplane::plugin {

/// The plugin's own table: sizes, the exact ABI major, names. Errors: E0405, E0406.
Outcome check_plugin(const backplane_plugin* plugin, const std::string& file);

/// A component's header and, where the kind is known, its callbacks. Pre: check_plugin
/// passed. Error: E0407, naming the member.
Outcome check_component(const backplane_component* component, const std::string& file);

[[nodiscard]] bool is_known_kind(std::uint32_t kind);

/// E0405: this file speaks another ABI.
[[nodiscard]] Error other_abi(const std::string& file, std::uint32_t major,
                              std::uint32_t minor);
/// E0407: what is wrong with a component, and that its author must mend it.
[[nodiscard]] Error bad_component(const std::string& file, const std::string& message);

}  // namespace backplane::plugin
