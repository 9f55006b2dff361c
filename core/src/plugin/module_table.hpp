#pragma once
// The plugin files of this process. A file is loaded once and never unloaded: its
// tables live for ever.

#include <mutex>
#include <string>

#include "backplane/abi.h"
#include "backplane/error.hpp"
#include "plugin/host.hpp"

namespace backplane::plugin {

/// A plugin in this process, from a file or linked in.
struct Module {
  std::string file;  ///< canonical path; "" when linked in
  const backplane_plugin* table = nullptr;
  bool initialised = false;
  std::mutex loading;  ///< held during every [load] call: one thread at a time a plugin
};

/// A file's device and inode: the same file under two names is one.
struct FileKey {
  std::uint64_t device = 0, inode = 0;
  auto operator<=>(const FileKey&) const = default;  // NOLINT: its 0 is no pointer
};

/// An absolute path without links to a regular file. Scanned: found in a folder, so it
/// must not be open for everyone to write. Errors: E0402, E0403.
Result<std::string> resolve_plugin_file(const std::string& path, bool scanned);
Result<FileKey> key_of(const std::string& path);

/// The module of a file or an entry, checked up to the ABI's major and the plugin's own
/// table; loads it if this process has not yet. Errors: E0401, E0404 to E0406.
Result<Module*> open_module(const std::string& canonical_path);
Result<Module*> open_linked(backplane_plugin_entry_fn entry);

/// Calls the plugin's init the first time. Error: E0411.
Outcome initialise(Module& module, const Host& host);

}  // namespace backplane::plugin
