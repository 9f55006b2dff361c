#pragma once
// Files by a pattern: `corpus/*.txt`.

#include <string>
#include <string_view>
#include <vector>

namespace backplane::io {

/// Whether `name` fits `pattern`, in which * stands for any characters and ? for one
/// byte. A first dot is fitted by a dot alone.
[[nodiscard]] bool matches(std::string_view name, std::string_view pattern);

/// The paths that fit, by their bytes; patterns may stand in folders' names too. A path
/// without * and ? is itself, whether there is such a file or not.
[[nodiscard]] std::vector<std::string> match_files(const std::string& pattern);

}  // namespace backplane::io
