#pragma once
// UTF-8 counted in code points, and made safe for a terminal.

#include <cstddef>
#include <string>
#include <string_view>

namespace backplane::text {

/// Where the code point after the one at `at` starts. A stray byte counts as one.
[[nodiscard]] std::size_t next_point(std::string_view text, std::size_t at);
/// Number of code points.
[[nodiscard]] std::size_t count_points(std::string_view text);
/// Control characters, tabs apart, become '?': a file's words cannot steer a terminal.
[[nodiscard]] std::string printable(std::string_view text);

}  // namespace backplane::text
