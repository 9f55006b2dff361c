#pragma once
// What the data section says.

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "config/bind.hpp"

namespace backplane::config {

/// What the source's map calls one of its arrays: an input or a target of a sample.
struct ArrayName {
  std::string name;
  Place place;
};

struct DataJob {
  Bound source;                            ///< one of the data sources' table
  bool names_known = true;                 ///< those below were read without a mistake
  std::vector<ArrayName> inputs, targets;  ///< empty: there is one, without a name
  std::vector<std::vector<Bound>> transforms;  ///< by input; in order
  std::vector<Bound> augments;        ///< of training batches, in order, of one input:
  std::size_t augmented = 0;          ///< this one
  double validation_fraction = 0;     ///< of the training set ...
  std::int64_t validation_count = 0;  ///< ... or a number of examples; both 0: none
  std::int64_t batch = 32;
  bool shuffle = true;
  std::vector<std::optional<std::int64_t>> ignored;  ///< by target: a label that its
                                                     ///< loss leaves out
  std::string folder;      ///< paths in the source's parameters are relative to this
  std::string vocabulary;  ///< of a model, whose ids a text is read as; "": its own
  Place place, batch_place, validation_place;

  [[nodiscard]] const std::vector<Bound>& transforms_of(std::size_t input) const {
    static const std::vector<Bound> none;
    return input < transforms.size() ? transforms[input] : none;
  }
  [[nodiscard]] std::optional<std::int64_t> ignored_of(std::size_t target) const {
    return target < ignored.size() ? ignored[target] : std::nullopt;
  }
};

}  // namespace backplane::config
