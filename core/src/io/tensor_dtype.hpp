#pragma once
// Element types of safetensors by their names.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace backplane::io {

/// Bytes an element; nothing for a type that is not read here.
[[nodiscard]] std::optional<std::uint64_t> tensor_dtype_size(std::string_view dtype);
/// "BOOL, U8, ...": the types that are read.
[[nodiscard]] std::string tensor_dtype_names();

}  // namespace backplane::io
