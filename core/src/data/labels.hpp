#pragma once
// Labels: class numbers from 0, checked while they are read.

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "backplane/error.hpp"
#include "io/array.hpp"

namespace backplane::data {

/// Whether targets of this form are labels: integers, one a sample.
[[nodiscard]] bool are_labels(const io::ArrayHeader& targets);

/// Errors: E0523 for a label outside [0, classes), naming `file`, index and value;
/// classes -1: any that fits.
Result<std::vector<std::int32_t>> read_labels(const io::Array& targets,
                                              std::int64_t classes,
                                              const std::string& file);

/// 1 + the largest label; 0 for none.
[[nodiscard]] std::int64_t classes_of(const std::vector<std::int32_t>& labels);

/// How many classes there are, if that is quick to find out from a file of labels;
/// otherwise -1.
[[nodiscard]] std::int64_t peek_classes(const io::ArrayHeader& targets,
                                        const std::function<Result<io::Array>()>& read);

/// The error with a place, when it has none.
[[nodiscard]] Error placed(Error error, const Place& place);

}  // namespace backplane::data
