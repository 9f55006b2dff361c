#pragma once
// The nearest right word, for "did you mean ...?" of any application.

#include <string>
#include <string_view>
#include <vector>

#include "backplane/export.hpp"

namespace backplane {

/// What to write instead of `word`, or "" when nothing is near. Swapped, missing, extra
/// and wrong letters count one each; at most a third of the word may differ. Of equals
/// the first wins.
[[nodiscard]] BACKPLANE_API std::string nearest(std::string_view word,
                                                const std::vector<std::string>& words);

}  // namespace backplane
