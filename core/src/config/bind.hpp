#pragma once
// The one rule for components: `relu`, `dense: 256`, `dense: {units: 256}`; and the
// typed reading of their parameters by what the component declares.

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "backplane/component.hpp"
#include "config/node.hpp"
#include "diagnostics.hpp"

namespace backplane::config {

/// A component chosen and its parameters typed: one value a parameter, in table order.
struct Bound {
  const Described* part = nullptr;
  std::vector<Value> values;
  std::vector<Place> places;  ///< of each value; unknown where the default stands
  Place place;                ///< of the component's name

  [[nodiscard]] const std::string& id() const { return part->id; }
  /// Pre: the part declares `param`.
  [[nodiscard]] const Value& operator[](std::string_view param) const;
  [[nodiscard]] const Place& place_of(std::string_view param) const;
};

/// What stands for sizes that the data gives; -1: not known here.
struct DataSizes {
  std::int64_t classes = -1;
  std::int64_t vocab = -1;
};

/// Reads `value` (null, the main parameter's value, or a map) against `part`. Every
/// mistake is added to `diagnostics`; values that are wrong fall back to the default.
/// Returns whether all was well. `what` names the owner in messages: "optimizer
/// 'adamw'".
bool bind_params(const Node& value, const Described& part, const std::string& what,
                 const DataSizes& sizes, Diagnostics& diagnostics, Bound& bound);

/// A component where one stands: a scalar name, or a map with one key that is no
/// sibling. `choices` are all that may stand here; `what` is "metric", "optimizer", ...
/// Unknown names are reported with the nearest.
std::optional<Bound> bind_component(const Node& node,
                                    std::span<const Described* const> choices,
                                    const std::string& what,
                                    std::span<const std::string_view> siblings,
                                    const DataSizes& sizes, Diagnostics& diagnostics);

}  // namespace backplane::config
