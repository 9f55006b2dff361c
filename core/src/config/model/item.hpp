#pragma once
// One item of the model: the layer or activation itself, and what stands beside it.

#include <optional>
#include <string>
#include <vector>

#include "config/sections/sections.hpp"

namespace backplane::config {

/// A name as it was written in `from` or `share`.
struct Reference {
  std::string path;
  Place place;
};

/// What stands beside an item's own key, `init` apart.
struct Wiring {
  std::string name;
  Place name_place;
  std::optional<std::vector<Reference>> from;
  std::optional<std::int64_t> repeat;
  std::optional<Reference> share;
  std::optional<bool> freeze;
  std::optional<double> lr;
};
[[nodiscard]] Wiring read_wiring(const Node& node, Diagnostics& diagnostics);

/// Fills the part, its activation and initializers, of a layer or an activation that
/// was found at `head` of `node`.
void read_part(const Node& node, Head head, const Reader& reader, ItemJob& item);

}  // namespace backplane::config
