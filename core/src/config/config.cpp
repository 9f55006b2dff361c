// Reads a configuration: the file and what it extends, the overrides, the variables.
#include "config/config.hpp"

#include <fmt/format.h>

#include <filesystem>

#include "config/extends.hpp"
#include "config/override.hpp"
#include "config/variables.hpp"
#include "config/words.hpp"
#include "config/yaml.hpp"

namespace backplane::config {

namespace {

Result<Config> finish(Node root, const std::string& file,
                      const ConfigOptions& options) {
  if (!root.is_map())
    return make_error(
        "E0120",
        fmt::format("a configuration is a map of sections, found {}", shown(root)),
        root.place, "begin with 'data:'");
  Diagnostics diagnostics;
  for (const std::string& set : options.sets) apply_override(root, set, diagnostics);
  Node vars = replace_variables(root, options.allow_environment, diagnostics);
  if (!diagnostics.ok()) return diagnostics.joined();
  std::string folder = std::filesystem::path(file).parent_path().string();
  return Config{std::move(root), file, folder.empty() ? "." : std::move(folder),
                std::move(vars), options.allow_environment};
}

}  // namespace

Result<Config> read_config(const std::string& path, const ConfigOptions& options) {
  auto root = read_extended(path);
  if (!root.ok()) return root.error();
  return finish(std::move(*root), path, options);
}

Result<Config> parse_config(const std::string& text, const std::string& name,
                            const ConfigOptions& options) {
  auto root = parse_yaml(text, name);
  if (!root.ok()) return root.error();
  if (const Entry* extends = root->entry("extends"))
    return make_error("E0112", "a configuration from memory extends no file",
                      extends->key_place, "remove it");
  return finish(std::move(*root), name, options);
}

}  // namespace backplane::config
