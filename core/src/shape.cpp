// Shapes: counting and printing.
#include "backplane/shape.hpp"

#include <algorithm>

namespace backplane {

std::uint64_t size_of(DType dtype) {
  switch (dtype) {
    case DType::f32:
    case DType::i32:
      return 4;
    case DType::f64:
    case DType::i64:
      return 8;
    case DType::bf16:
      return 2;
    case DType::u8:
      return 1;
  }
  return 0;
}

const char* name_of(DType dtype) {
  switch (dtype) {
    case DType::f32:
      return "float32";
    case DType::f64:
      return "float64";
    case DType::bf16:
      return "bfloat16";
    case DType::i32:
      return "int32";
    case DType::i64:
      return "int64";
    case DType::u8:
      return "uint8";
  }
  return "unknown";
}

Shape make_shape(DType dtype, std::initializer_list<std::int64_t> dims) {
  Shape shape{};
  shape.dtype = static_cast<std::uint32_t>(dtype);
  shape.rank = static_cast<std::uint32_t>(dims.size());
  std::copy(dims.begin(), dims.end(), shape.dim);
  return shape;
}

std::int64_t elements(const Shape& shape) {
  std::int64_t n = 1;
  for (std::uint32_t i = 0; i < shape.rank; ++i) n *= shape.dim[i];
  return n;
}

std::uint64_t bytes(const Shape& shape) {
  return static_cast<std::uint64_t>(elements(shape)) *
         size_of(static_cast<DType>(shape.dtype));
}

bool same(const Shape& a, const Shape& b) {
  return a.rank == b.rank && a.dtype == b.dtype &&
         std::equal(a.dim, a.dim + a.rank, b.dim);
}

std::string to_string(const Shape& shape, std::uint32_t skip) {
  std::string text;
  for (std::uint32_t i = skip; i < shape.rank; ++i) {
    if (!text.empty()) text += "×";
    text += std::to_string(shape.dim[i]);
  }
  return text.empty() ? "scalar" : text;
}

Tensor make_tensor(void* data, const Shape& shape) {
  Tensor tensor{data, shape, {}};
  std::int64_t stride = 1;
  for (std::uint32_t i = shape.rank; i-- > 0;) {
    tensor.stride[i] = stride;
    stride *= shape.dim[i];
  }
  return tensor;
}

}  // namespace backplane
