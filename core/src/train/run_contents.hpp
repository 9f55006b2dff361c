#pragma once
// What a run folder may hold: everything else is foreign and never removed.

#include <string>
#include <vector>

namespace backplane::train {

inline constexpr const char* kRunConfig = "config.resolved.yaml";

enum class Stands {
  nothing,     ///< no such path
  blank,       ///< a folder in which nothing was begun
  run,         ///< a run folder
  other_file,  ///< no folder
  other,       ///< a folder that is no run folder
};
[[nodiscard]] Stands what_stands(const std::string& path);

/// What no run writes, by name, relative to `folder`; at most a few.
[[nodiscard]] std::vector<std::string> foreign_files(const std::string& folder);

/// Removes what a run writes, then the folders if nothing else is in them. Returns
/// whether the folder is gone.
bool remove_run(const std::string& folder);

}  // namespace backplane::train
