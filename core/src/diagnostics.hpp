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
  /// Every error added since there were `first` is explained by this place too.
  void note_since(std::size_t first, const Note& note) {
    for (std::size_t i = first; i < errors_.size(); ++i) note_all(errors_[i], note);
  }
  [[nodiscard]] bool ok() const { return errors_.empty(); }
  [[nodiscard]] std::size_t count() const { return errors_.size(); }
  /// All of them, by file and place, each once. Pre: !ok().
  [[nodiscard]] Error joined() const;

 private:
  static void note_all(Error& error, const Note& note) {
    error.notes.push_back(note);
    for (Error& other : error.also) note_all(other, note);
  }

  std::vector<Error> errors_;
};

}  // namespace backplane
