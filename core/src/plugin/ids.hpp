#pragma once
// Which words may name a component.

#include <string>
#include <string_view>

#include "backplane/error.hpp"

namespace backplane::plugin {

/// Lower case, digits and underscores, in words that start with a letter, joined by
/// dots; not a word that the language keeps for itself. Error: E0408.
Outcome check_id(std::string_view id);

/// Built in: a bare word. All others have a vendor: "acme.swish".
[[nodiscard]] bool has_vendor(std::string_view id);
/// Error: E0408, for an id without a vendor.
Outcome check_vendor(std::string_view id);

/// snake_case, as keys of the language are.
[[nodiscard]] bool is_word(std::string_view text);

}  // namespace backplane::plugin
