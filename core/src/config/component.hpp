#pragma once
// Finding the one key of an item that names a component, among its siblings.

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "backplane/registry.hpp"
#include "config/bind.hpp"

namespace backplane::config {

/// What may stand at a place, and how messages speak of it.
struct Choices {
  std::string what;  ///< "layer", "metric", ...
  std::vector<const Described*> parts;
  std::vector<std::string_view> siblings;
  bool plugged = false;                ///< parts come from plugins
  const Registry* registry = nullptr;  ///< where else to look for an unknown name
};

/// The components of these kinds.
[[nodiscard]] Choices plugged_choices(const Registry& registry,
                                      std::initializer_list<Kind> kinds,
                                      std::vector<std::string_view> siblings = {});
[[nodiscard]] Choices table_choices(std::string what,
                                    std::span<const Described* const> parts,
                                    std::vector<std::string_view> siblings = {});

/// A component that was named; its parameters are not read yet.
struct Head {
  const Described* part = nullptr;
  Place place;  ///< of its name
  Node value;   ///< null, the main parameter's value, or a map
};

/// Errors, added to `diagnostics`: none or several named here, an unknown name, a key
/// that is neither.
std::optional<Head> find_head(const Node& node, const Choices& choices,
                              Diagnostics& diagnostics);
/// find_head and bind_params.
std::optional<Bound> bind_choice(const Node& node, const Choices& choices,
                                 const DataSizes& sizes, Diagnostics& diagnostics);
/// As bind_params; `also_known` are keys that a caller took out and may be suggested.
bool bind_map(const Node& value, const Described& part, const std::string& what,
              const std::vector<std::string>& also_known, const DataSizes& sizes,
              Diagnostics& diagnostics, Bound& bound);

/// Reads one parameter's value. `owner`: "optimizer 'adamw'".
std::optional<Value> read_value(const Node& node, const ParamSpec& spec,
                                const std::string& owner, const DataSizes& sizes,
                                Diagnostics& diagnostics);

/// The key that stands for the main parameter when a short form and a map are merged.
inline constexpr std::string_view kMainKey = "";

}  // namespace backplane::config
