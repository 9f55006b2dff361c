#pragma once
// Shapes and tensors are the boundary's own structs, with a few words to handle them.

#include <cstdint>
#include <initializer_list>
#include <string>

#include "backplane/abi.h"
#include "backplane/export.hpp"

namespace backplane {

using Shape = backplane_shape;    ///< rank, dtype, dim[]; row-major, batch first
using Tensor = backplane_tensor;  ///< a view: pointer, shape, strides in elements

enum class DType : std::uint32_t {
  f32 = BACKPLANE_DT_F32,
  f64 = BACKPLANE_DT_F64,
  bf16 = BACKPLANE_DT_BF16,
  i32 = BACKPLANE_DT_I32,
  i64 = BACKPLANE_DT_I64,
  u8 = BACKPLANE_DT_U8,
};

[[nodiscard]] BACKPLANE_API std::uint64_t size_of(DType dtype);  ///< bytes an element
[[nodiscard]] BACKPLANE_API const char* name_of(DType dtype);    ///< "float32", ...

[[nodiscard]] BACKPLANE_API Shape make_shape(DType dtype,
                                             std::initializer_list<std::int64_t> dims);
/// Number of elements; 1 for rank 0.
[[nodiscard]] BACKPLANE_API std::int64_t elements(const Shape& shape);
[[nodiscard]] BACKPLANE_API std::uint64_t bytes(const Shape& shape);
[[nodiscard]] BACKPLANE_API bool same(const Shape& a, const Shape& b);
/// "28×28", without the first `skip` dimensions.
[[nodiscard]] BACKPLANE_API std::string to_string(const Shape& shape,
                                                  std::uint32_t skip = 0);
/// A contiguous view of `data`.
[[nodiscard]] BACKPLANE_API Tensor make_tensor(void* data, const Shape& shape);

}  // namespace backplane
