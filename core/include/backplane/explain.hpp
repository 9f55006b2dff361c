#pragma once
// What an error code means, with an example of the mistake and of its cure.

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "backplane/export.hpp"

namespace backplane {

/// The whole text for a person, ending in a newline; nothing for a code that no error
/// has. "e207" and "207" mean E0207. Thread-safe.
[[nodiscard]] BACKPLANE_API std::optional<std::string> explain(std::string_view code);
/// Every code that is explained, in order.
[[nodiscard]] BACKPLANE_API std::vector<std::string> explained_codes();

}  // namespace backplane
