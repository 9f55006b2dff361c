#pragma once
// Cutting the validation part off the training set.

#include <cstdint>
#include <vector>

namespace backplane::data {

struct Split {
  std::vector<std::uint32_t> train, validation;  ///< rows, ascending; disjoint
};

/// `validation` of `n` rows, a function of the arguments alone. With labels (one a row)
/// each class gives its share, by the largest remainder.
[[nodiscard]] Split cut_validation(std::uint32_t n, std::uint32_t validation,
                                   const std::vector<std::int32_t>* labels,
                                   std::uint64_t seed);

}  // namespace backplane::data
