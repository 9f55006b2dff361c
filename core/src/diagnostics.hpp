#pragma once
// Collects every error of a pass, so that all are reported at once.

#include <string>
#include <utility>
#include <vector>

#include "backplane/error.hpp"

namespace backplane {

class Diagnostics {
 public:
  Error& add(Error error) { return errors_.emplace_back(std::move(error)); }
  Error& add(std::string code, std::string message, Place place,
             std::string label = {}) {
    return add(Error{std::move(code),
                     std::move(message),
                     std::move(place),
                     std::move(label),
                     {},
                     {},
                     {}});
  }
  [[nodiscard]] bool ok() const { return errors_.empty(); }
  [[nodiscard]] std::size_t count() const { return errors_.size(); }
  /// All of them, by file and place, each once. Pre: !ok().
  [[nodiscard]] Error joined() const;

 private:
  std::vector<Error> errors_;
};

}  // namespace backplane
