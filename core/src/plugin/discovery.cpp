// Where plugins are looked for: beside the runtime, in the environment, at the user's.
#include "plugin/discovery.hpp"

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <sstream>

#include "plugin/dso.hpp"

namespace backplane::plugin {

namespace fs = std::filesystem;

namespace {

/// With raised rights (setuid and the like) the environment is not believed.
std::string environment(const char* name) {
  const char* value = secure_getenv(name);
  return value == nullptr ? "" : value;
}

std::string user_folder() {
  fs::path base = environment("XDG_DATA_HOME");
  if (!base.is_absolute()) {
    const fs::path home = environment("HOME");
    if (!home.is_absolute()) return {};
    base = home / ".local/share";
  }
  return (base / "backplane/plugins").string();
}

}  // namespace

std::string own_folder() {
  const fs::path code = runtime_location();
  if (code.empty()) return {};
  std::error_code ignored;
  const bool linked_in = fs::equivalent(code, program_location(), ignored);
  const auto folder = code.parent_path();
  const auto lib = linked_in ? folder.parent_path() / "lib" : folder;
  return (lib / "backplane/plugins").string();
}

std::vector<Source> sources_of(const PluginOptions& options) {
  std::vector<Source> sources;
  if (options.use_own_folder)
    sources.push_back({own_folder(), Trust::own, "the runtime's plugins"});
  if (options.use_environment) {
    std::istringstream list(environment("BACKPLANE_PLUGIN_PATH"));
    for (std::string path; std::getline(list, path, ':');)
      sources.push_back({path, Trust::scanned, "BACKPLANE_PLUGIN_PATH"});
  }
  if (options.use_user_folder)
    sources.push_back({user_folder(), Trust::scanned, "the user's plugins"});
  std::erase_if(sources, [](const Source& source) { return source.path.empty(); });
  for (const auto& path : options.paths)
    sources.push_back({path, Trust::named, "named"});
  return sources;
}

std::vector<std::string> libraries_in(const std::string& folder) {
  std::vector<std::string> files;
  std::error_code code;
  auto at = fs::directory_iterator(folder, code);
  while (!code && at != fs::directory_iterator()) {
    if (at->path().extension() == ".so") files.push_back(at->path().string());
    at.increment(code);
  }
  std::sort(files.begin(), files.end());
  return files;
}

}  // namespace backplane::plugin
