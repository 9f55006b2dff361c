#pragma once
// Where plugins are looked for.

#include <string>
#include <vector>

#include "backplane/runtime.hpp"

namespace backplane::plugin {

/// How far a place is trusted, and what its failures mean.
enum class Trust {
  own,      ///< the runtime's own parts: bare ids, failures are noted
  scanned,  ///< found by searching: failures are noted
  named,    ///< the person or the program said so: failures are errors
};

struct Source {
  std::string path;  ///< a folder or a file
  Trust trust = Trust::scanned;
  std::string words;  ///< "the runtime's plugins", for messages
};

/// In the order of search; nothing is tested to exist. Never the current folder by
/// itself.
[[nodiscard]] std::vector<Source> sources_of(const PluginOptions& options);

/// The .so files right in a folder, by name. Empty when it cannot be listed.
[[nodiscard]] std::vector<std::string> libraries_in(const std::string& folder);

/// Where the runtime's own parts lie, seen from the library or the program it is in.
[[nodiscard]] std::string own_folder();

}  // namespace backplane::plugin
