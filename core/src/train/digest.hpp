#pragma once
// A 64-bit sum over tensors, to notice bytes that changed on the disk. Against
// accidents, not against attackers.

#include <string>
#include <vector>

#include "io/safetensors.hpp"

namespace backplane::train {

/// 16 hexadecimal digits; a function of names and bytes, in any order of the tensors.
[[nodiscard]] std::string digest(const std::vector<io::StoredTensor>& tensors);

}  // namespace backplane::train
