#pragma once
// Names written in `from` and `share`: found at once, or judged when all names are
// known.

#include <vector>

#include "config/model/item.hpp"
#include "config/model/scope.hpp"

namespace backplane::config {

class References {
 public:
  /// `top`: the model's own list.
  References(const Scope& top, Diagnostics& diagnostics)
      : top_(top), diagnostics_(diagnostics) {}

  /// Null where the name is none yet, which finish() reports, or stands for a list that
  /// is being read, which is reported here. `used`: the blocks around it.
  const Scope::Name* find(const Reference& reference, const Scope& scope,
                          const std::vector<Note>& used);
  /// Pre: every name is known. The scopes that find() was given must still live.
  void finish();

 private:
  struct Lost {
    Reference reference;
    const Scope* scope;
    std::vector<Note> used;
  };
  void report(const Lost& lost);

  const Scope& top_;
  Diagnostics& diagnostics_;
  std::vector<Lost> lost_;
};

}  // namespace backplane::config
