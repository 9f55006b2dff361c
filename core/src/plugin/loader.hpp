#pragma once
// Files to components: every step that a plugin passes before one of its parts is used.

#include <memory>
#include <set>
#include <string>
#include <vector>

#include "backplane/registry.hpp"
#include "plugin/discovery.hpp"
#include "plugin/host.hpp"
#include "plugin/module_table.hpp"

namespace backplane::plugin {

/// Fills one registry. All of a plugin's parts are registered or none. Not thread-safe.
class Loader {
 public:
  Loader(Registry& registry, std::shared_ptr<const Host> host)
      : registry_(registry), host_(std::move(host)) {}

  /// A file, or each library in a folder. What was named and cannot be used is an
  /// error, and so is an id provided twice; all else is noted in registry.files.
  void load(const Source& source);
  void load_linked(backplane_plugin_entry_fn entry);

  /// The errors so far as one; forgets them.
  Outcome finish();

 private:
  void load_file(const std::string& path, Trust trust);
  void load_folder(const Source& source);
  Outcome take_file(const std::string& path, Trust trust, PluginFile& file);
  Outcome take(Module& module, bool bare_ids, PluginFile& file);
  [[nodiscard]] Outcome check(const std::vector<Component>& made, bool bare_ids) const;

  Registry& registry_;
  std::shared_ptr<const Host> host_;
  std::set<const Module*> taken_;
  std::vector<Error> errors_;
};

}  // namespace backplane::plugin
