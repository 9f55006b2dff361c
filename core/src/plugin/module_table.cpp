// The plugin files of this process: found once, loaded once, kept for ever.
#include "plugin/module_table.hpp"

#include <fmt/format.h>
#include <sys/stat.h>

#include <deque>
#include <filesystem>
#include <map>

#include "plugin/dso.hpp"
#include "plugin/elf_check.hpp"
#include "plugin/status.hpp"
#include "plugin/table_check.hpp"

namespace backplane::plugin {

namespace {

struct Table {
  std::mutex loading;
  std::deque<Module> modules;
  std::map<FileKey, Module*> by_file;
  std::map<backplane_plugin_entry_fn, Module*> by_entry;
};

/// Leaked on purpose: code of a plugin may still run while the process ends.
Table& table() {
  static Table& only = *new Table;
  return only;
}

Error refused(const char* code, const std::string& path, const std::string& message,
              const std::string& help) {
  Error error;
  error.code = code;
  error.place.file = path;
  error.message = message;
  error.remarks = {"help: " + help};
  return error;
}

/// Which other major a library without our entry speaks; -1: none.
int other_major(const Dso& library) {
  const std::string ours = BACKPLANE_ENTRY_SYMBOL;
  const auto stem = ours.substr(0, ours.rfind('v') + 1);
  for (int major = 0; major < 16; ++major) {
    const auto name = stem + std::to_string(major);
    if (library.symbol(name.c_str()) != nullptr) return major;
  }
  return -1;
}

Result<const backplane_plugin*> call_entry(backplane_plugin_entry_fn entry,
                                           const std::string& file) {
  const backplane_plugin* plugin = nullptr;
  auto error = empty_error();
  const auto status = contained(&error, [&] {
    plugin = entry();
    return BACKPLANE_OK;
  });
  if (status != BACKPLANE_OK) {
    return refused("E0406", file,
                   "the plugin's entry threw: " + message_of(status, error),
                   "this is a fault of the plugin; report it to its author");
  }
  if (auto done = check_plugin(plugin, file); !done.ok()) return done.error();
  return plugin;
}

Result<const backplane_plugin*> load_table(const std::string& path) {
  if (auto done = check_library_file(path); !done.ok()) return done.error();
  auto library = Dso::load(path);
  if (!library.ok()) return library.error();
  void* entry = library->symbol(BACKPLANE_ENTRY_SYMBOL);
  if (entry != nullptr)
    return call_entry(reinterpret_cast<backplane_plugin_entry_fn>(entry), path);
  const int major = other_major(*library);
  if (major >= 0) return other_abi(path, static_cast<std::uint32_t>(major), 0);
  return refused("E0404", path,
                 "this library is no plugin: it does not export '" +
                     std::string(BACKPLANE_ENTRY_SYMBOL) + "'",
                 "build it with backplane_add_plugin, or export that function");
}

}  // namespace

Result<FileKey> key_of(const std::string& path) {
  struct stat found {};
  if (stat(path.c_str(), &found) != 0)
    return refused("E0402", path, "there is no such file", "check the path");
  return FileKey{found.st_dev, found.st_ino};
}

Result<std::string> resolve_plugin_file(const std::string& path, bool scanned) {
  std::error_code code;
  const auto real = std::filesystem::canonical(path, code);
  struct stat found {};
  if (code || stat(real.c_str(), &found) != 0)
    return refused("E0402", path, "there is no such file", "check the path");
  if (!S_ISREG(found.st_mode)) {
    return refused("E0402", path, "this is not a regular file",
                   "name the .so file, or a folder of them");
  }
  if (scanned && (found.st_mode & S_IWOTH) != 0) {
    return refused("E0403", path, "everyone may write this file, so it is not trusted",
                   "chmod o-w it, or name it with --plugin");
  }
  return real.string();
}

Result<Module*> open_module(const std::string& canonical_path) {
  Table& all = table();
  const std::lock_guard lock(all.loading);
  const auto key = key_of(canonical_path);
  if (!key.ok()) return key.error();
  if (const auto known = all.by_file.find(*key); known != all.by_file.end())
    return known->second;
  const auto plugin = load_table(canonical_path);
  if (!plugin.ok()) return plugin.error();
  const auto now = key_of(canonical_path);
  if (!now.ok() || *now != *key) {
    return refused("E0402", canonical_path, "the file was replaced while it was loaded",
                   "run again");
  }
  Module& module = all.modules.emplace_back();
  module.file = canonical_path;
  module.table = *plugin;
  all.by_file[*key] = &module;
  return &module;
}

Result<Module*> open_linked(backplane_plugin_entry_fn entry) {
  Table& all = table();
  const std::lock_guard lock(all.loading);
  if (const auto known = all.by_entry.find(entry); known != all.by_entry.end())
    return known->second;
  if (entry == nullptr) {
    return refused("E0406", "", "a plugin that is linked in has no entry function",
                   "pass its NAME_backplane_plugin_entry");
  }
  const auto plugin = call_entry(entry, "");
  if (!plugin.ok()) return plugin.error();
  Module& module = all.modules.emplace_back();
  module.table = *plugin;
  all.by_entry[entry] = &module;
  return &module;
}

Outcome initialise(Module& module, const Host& host) {
  const std::lock_guard lock(table().loading);
  if (module.initialised) return Done{};
  if (module.table->init != nullptr) {
    const InitHost shown(host);
    auto error = empty_error();
    const auto status =
        contained(&error, [&] { return module.table->init(shown.table(), &error); });
    if (status != BACKPLANE_OK) {
      return refused("E0411", module.file,
                     fmt::format("plugin '{}' does not start: {}", module.table->name,
                                 message_of(status, error)),
                     "the plugin says why; see its documentation");
    }
  }
  module.initialised = true;
  return Done{};
}

}  // namespace backplane::plugin
