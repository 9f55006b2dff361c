#pragma once
// An n-dimensional array as it comes from a file: IDX, NPY, a member of an NPZ.

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "backplane/error.hpp"

namespace backplane::io {

enum class Element { u8, i8, i16, i32, i64, u16, u32, u64, f32, f64, boolean };
[[nodiscard]] std::uint64_t size_of(Element element);
[[nodiscard]] const char* name_of(Element element);

struct ArrayHeader {
  Element element = Element::f32;
  std::vector<std::int64_t> shape;
  [[nodiscard]] std::int64_t count() const;  ///< product of shape
};

/// Row-major (Fortran order is transposed on reading), machine byte order.
struct Array : ArrayHeader {
  std::vector<std::byte> bytes;
};

/// `path` may be gzip. Headers only: for `check`.
Result<ArrayHeader> read_idx_header(const std::string& path);
Result<Array> read_idx(const std::string& path);
/// `path` is file.npy, or file.npz:member.
Result<ArrayHeader> read_npy_header(const std::string& path);
Result<Array> read_npy(const std::string& path);
/// The bytes of an .npy file (v1.0) of `array`.
std::vector<std::byte> encode_npy(const Array& array);

}  // namespace backplane::io
