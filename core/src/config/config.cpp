// Reads a configuration: the file and what it extends, the overrides, the variables.
#include "config/config.hpp"

#include <fmt/format.h>

#include <filesystem>

#include "config/words.hpp"
#include "config/yaml.hpp"

namespace backplane::config {

namespace {

Result<Config> finish(Node root, const std::string& file, const std::string& folder,
                      const ConfigOptions& /*options*/) {
  if (!root.is_map())
    return make_error(
        "E0120",
        fmt::format("a configuration is a map of sections, found {}", shown(root)),
        root.place, "begin with 'data:'");
  return Config{std::move(root), file, folder};
}

}  // namespace

Result<Config> parse_config(const std::string& text, const std::string& name,
                            const ConfigOptions& options) {
  auto root = parse_yaml(text, name);
  if (!root.ok()) return root.error();
  return finish(std::move(*root), name, ".", options);
}

}  // namespace backplane::config
