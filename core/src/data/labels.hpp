#pragma once
// Labels: class numbers from 0, checked while they are read.

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "backplane/error.hpp"
#include "io/array.hpp"

namespace backplane::data {

/// Whether targets of this form are labels: integers, one a sample, or with `many` as
/// many as there are.
[[nodiscard]] bool are_labels(const io::ArrayHeader& targets, bool many = false);

/// Errors: E0563 for an id outside [0, vocab), naming `file`, index and value, or for
/// inputs that are no integers.
Outcome check_ids(const io::Array& inputs, std::int64_t vocab, const std::string& file);

/// A label that the loss leaves out.
using Ignored = std::optional<std::int64_t>;

/// Errors: E0523 for a label outside [0, classes) that is not ignored, naming `file`,
/// index and value; classes -1: any that fits.
Result<std::vector<std::int32_t>> read_labels(const io::Array& targets,
                                              std::int64_t classes,
                                              const std::string& file,
                                              const Ignored& ignored = {});

/// 1 + the largest label that is not ignored; 0 for none.
[[nodiscard]] std::int64_t classes_of(const std::vector<std::int32_t>& labels,
                                      const Ignored& ignored = {});

/// 1 + the largest label, and 1 + the largest below that: what is left when the largest
/// is no class, but stands for padding. Both -1: not known.
struct ClassCount {
  std::int64_t all = -1, without_last = -1;
};

/// If that is quick to find out from a file of labels. Labels below 0 are no classes.
[[nodiscard]] ClassCount peek_classes(const io::ArrayHeader& targets,
                                      const std::function<Result<io::Array>()>& read);

/// The error with a place, when it has none.
[[nodiscard]] Error placed(Error error, const Place& place);

}  // namespace backplane::data
