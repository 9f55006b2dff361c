// Which plugins a network is made of.
#include "plugin/identity.hpp"

#include <map>
#include <set>
#include <tuple>

#include "io/sha256.hpp"

namespace backplane::plugin {

Result<std::vector<Identity>> identities(std::span<const Component* const> used) {
  using Key = std::tuple<std::string, std::string>;  // name, then file
  std::map<Key, std::set<const Component*>> by_plugin;
  for (const auto* part : used)
    by_plugin[{part->origin.plugin, part->origin.file}].insert(part);

  std::vector<Identity> all;
  for (const auto& [key, parts] : by_plugin) {
    const auto& origin = (*parts.begin())->origin;
    Identity identity{origin.plugin, origin.version, origin.vendor, {}, {}};
    if (!origin.file.empty()) {
      auto sum = io::file_sha256(origin.file);
      if (!sum.ok()) return sum.error();
      identity.sha256 = std::move(*sum);
    }
    std::set<std::string> ids;
    for (const auto* part : parts) ids.insert(part->id + " " + part->version);
    identity.components.assign(ids.begin(), ids.end());
    all.push_back(std::move(identity));
  }
  return all;
}

}  // namespace backplane::plugin
