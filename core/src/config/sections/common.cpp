// What several sections share.
#include <fmt/format.h>

#include <filesystem>

#include "config/override.hpp"
#include "config/sections/sections.hpp"

namespace backplane::config {

std::vector<Node> as_list(const Node& node) {
  if (node.is_list()) return node.items;
  if (node.is_null()) return {};
  return {node};
}

std::string resolved_path(const std::string& path, const Place& place) {
  namespace fs = std::filesystem;
  std::error_code failed;
  const fs::path folder =
      place.file == kCommandLine ? fs::path() : fs::path(place.file).parent_path();
  const fs::path joined = folder / path;
  const fs::path absolute = fs::absolute(joined, failed);
  return (failed ? joined : absolute).lexically_normal().string();
}

void check_rules(const Bound& bound, const Registry& registry,
                 Diagnostics& diagnostics) {
  for (const Component* part : registry.all()) {
    if (part != bound.part || !part->validate) continue;
    const Outcome outcome = part->validate(bound.values);
    if (outcome.ok()) continue;
    const Error& found = outcome.error();
    Place place = bound.place;
    for (std::size_t i = 0; i < part->params.size(); ++i)
      if (part->params[i].name == found.label && bound.places[i].known())
        place = bound.places[i];
    diagnostics.add(
        "E0217", fmt::format("'{}' cannot be told this: {}", part->id, found.message),
        std::move(place));
  }
}

std::optional<Bound> bind_plugged(const Node& node, const Choices& choices,
                                  const Reader& reader) {
  const std::size_t before = reader.diagnostics.count();
  auto bound = bind_choice(node, choices, reader.sizes, reader.diagnostics);
  if (bound && reader.diagnostics.count() == before)
    check_rules(*bound, reader.registry, reader.diagnostics);
  return bound;
}

}  // namespace backplane::config
