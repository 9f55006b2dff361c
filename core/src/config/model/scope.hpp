#pragma once
// What the items of one list are called, and how a name is found: from the inside out.

#include <limits>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "config/job.hpp"

namespace backplane::config {

/// The names of a list, as far as it was read.
struct Scope {
  static constexpr int kOpen = std::numeric_limits<int>::min();

  struct Name {
    int output = kOpen;  ///< an item's number or kInput; kOpen: it is being read
    Place place;
    Scope* inside = nullptr;  ///< the names of its own list, if it has one
  };

  const Scope* outer = nullptr;  ///< null: the model's own list, or a block's
  std::string prefix;            ///< of the items' full names: "residual0."
  std::map<std::string, Name, std::less<>> names;
  std::map<std::string, int> unnamed;  ///< items without a name, by type
};

/// Where a path of names with dots between them leads.
struct Way {
  const Scope::Name* name = nullptr;  ///< null: nowhere, and then
  std::string lost;                   ///< the word that names nothing
  std::vector<std::string> known;     ///< what could have stood there
};

/// The first word is looked for in `scope`, then in the lists around it; a path that
/// begins with a dot begins in `top`.
[[nodiscard]] Way find_name(const Scope& scope, const Scope& top,
                            std::string_view path);

/// A letter, then letters, digits, '_' or '-'.
[[nodiscard]] bool good_name(std::string_view name);

}  // namespace backplane::config
