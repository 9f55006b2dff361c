#pragma once
// safetensors: named tensors and string metadata in one file (formats.md 4.1).

#include <cstddef>
#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "backplane/error.hpp"

namespace backplane::io {

/// A tensor to write, or one that was read. dtype as in the format: "F32", "F64",
/// "I64".
struct StoredTensor {
  std::string name;
  std::string dtype;
  std::vector<std::int64_t> shape;
  const std::byte* data = nullptr;  ///< not owned; little-endian, row-major, packed; any alignment
  std::uint64_t size = 0;           ///< bytes
};

/// A file that was read whole: owns the bytes that its tensors view. Move only.
struct TensorFile {
  std::map<std::string, std::string> metadata;
  std::vector<StoredTensor> tensors;  ///< by name
  std::vector<std::byte> bytes;

  TensorFile() = default;
  TensorFile(TensorFile&&) = default;
  TensorFile& operator=(TensorFile&&) = default;
  TensorFile(const TensorFile&) = delete;
  TensorFile& operator=(const TensorFile&) = delete;

  [[nodiscard]] const StoredTensor* find(const std::string& name) const;
};

/// Errors: E05xx, with the file, the tensor, what was expected and found. Any bytes are
/// safe.
Result<TensorFile> read_safetensors(const std::string& path);
Result<TensorFile> parse_safetensors(std::vector<std::byte> bytes,
                                     const std::string& name);

/// The file's bytes: a function of the arguments alone (sorted, no time, no path).
std::vector<std::byte> encode_safetensors(
    const std::vector<StoredTensor>& tensors,
    const std::map<std::string, std::string>& metadata);
/// Encodes and writes atomically.
Outcome write_safetensors(const std::string& path,
                          const std::vector<StoredTensor>& tensors,
                          const std::map<std::string, std::string>& metadata);

}  // namespace backplane::io
