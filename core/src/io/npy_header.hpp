#pragma once
// The header of an .npy file: magic, version, length, and a Python dict of three keys.

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>

#include "io/array.hpp"

namespace backplane::io {

struct NpyHeader {
  ArrayHeader array;         ///< float16 is presented as float32
  bool big_endian = false;   ///< as stored
  bool fortran = false;      ///< first index fastest, as stored
  bool half = false;         ///< stored as float16
  std::uint64_t offset = 0;  ///< where the elements begin
  std::uint64_t bytes = 0;   ///< of the elements, as stored
};

/// `head` holds the file's beginning, its whole header if the file has that much.
/// Errors: E0507.
Result<NpyHeader> parse_npy_header(std::span<const std::byte> head,
                                   const std::string& name);

}  // namespace backplane::io
