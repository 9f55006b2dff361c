#pragma once
// Components of the core's tables with chosen values, as the config would bind them.

#include <cstddef>
#include <initializer_list>
#include <string>
#include <string_view>
#include <utility>

#include "config/bind.hpp"
#include "config/tables.hpp"

namespace backplane::tests {

/// Entry `id` of `table` with its defaults, apart from `chosen`; at line 7 of
/// "job.yaml".
inline config::Bound bound(
    DescribedList table, std::string_view id,
    std::initializer_list<std::pair<std::string_view, Value>> chosen = {}) {
  config::Bound made;
  for (const Described* entry : table)
    if (entry->id == id) made.part = entry;
  made.place = {"job.yaml", 7, 5, static_cast<int>(id.size()),
                "  - " + std::string(id)};
  for (const ParamSpec& spec : made.part->params) {
    made.values.push_back(spec.def);
    made.places.emplace_back();
    for (const auto& [name, value] : chosen) {
      if (name != spec.name) continue;
      made.values.back() = value;
      made.places.back() = {"job.yaml", 7, 20, 1, made.place.text};
    }
  }
  return made;
}

}  // namespace backplane::tests
