#pragma once
// The JSON header of a safetensors file: a list of entries, not yet trusted.

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace backplane::io {

struct TensorEntry {
  std::string name, dtype;
  std::vector<std::int64_t> shape;
  std::uint64_t begin = 0, end = 0;
};

struct TensorHeader {
  std::map<std::string, std::string> metadata;
  std::vector<TensorEntry> tensors;  ///< as in the text
  std::string wrong;                 ///< "" or what is wrong with the text
};

/// Reads the header's form: keys, types, limits; names unique. Offsets and shapes are
/// only numbers here.
TensorHeader parse_tensor_header(std::string_view text);

}  // namespace backplane::io
