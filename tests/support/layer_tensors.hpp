#pragma once
// Tensors of any type and shape, each in memory of its own, as the host hands them to a
// layer.

#include <cstddef>
#include <functional>
#include <memory>
#include <new>
#include <numeric>
#include <vector>

#include "backplane/abi.h"

namespace backplane::test {

inline backplane_shape shape_of(std::uint32_t dtype,
                                const std::vector<std::int64_t>& dims) {
  backplane_shape shape{};
  shape.dtype = dtype;
  for (const auto dim : dims) shape.dim[shape.rank++] = dim;
  return shape;
}

inline std::size_t elements(const backplane_shape& shape) {
  return static_cast<std::size_t>(std::accumulate(
      shape.dim, shape.dim + shape.rank, std::int64_t{1}, std::multiplies<>()));
}

inline std::size_t width_of(std::uint32_t dtype) {
  if (dtype == BACKPLANE_DT_U8) return 1;
  return dtype == BACKPLANE_DT_F64 || dtype == BACKPLANE_DT_I64 ? 8 : 4;
}

inline std::vector<backplane_shape> shapes_of(
    const std::vector<backplane_tensor_decl>& decls, std::uint32_t n) {
  std::vector<backplane_shape> shapes;
  for (std::uint32_t i = 0; i < n; ++i) shapes.push_back(decls[i].shape);
  return shapes;
}

/// Zeroed, 64-byte aligned, and not a byte longer than the shape says.
class Tensors {
 public:
  Tensors() = default;
  explicit Tensors(const std::vector<backplane_shape>& shapes) {
    for (const backplane_shape& shape : shapes) {
      const std::size_t bytes = elements(shape) * width_of(shape.dtype);
      memory_.emplace_back(static_cast<std::byte*>(::operator new(bytes, kAlign)));
      std::fill_n(memory_.back().get(), bytes, std::byte{0});
      backplane_tensor tensor{};
      tensor.data = memory_.back().get();
      tensor.shape = shape;
      std::int64_t stride = 1;
      for (std::uint32_t i = shape.rank; i-- > 0; stride *= shape.dim[i])
        tensor.stride[i] = stride;
      tensors_.push_back(tensor);
    }
  }

  [[nodiscard]] std::size_t size() const { return tensors_.size(); }
  [[nodiscard]] const backplane_tensor* data() const { return tensors_.data(); }
  [[nodiscard]] const backplane_tensor& operator[](std::size_t i) const {
    return tensors_[i];
  }
  template <class T>
  [[nodiscard]] T* at(std::size_t i) const {
    return static_cast<T*>(tensors_[i].data);
  }
  template <class T>
  [[nodiscard]] std::vector<T> values(std::size_t i) const {
    return {at<T>(i), at<T>(i) + elements(tensors_[i].shape)};
  }
  template <class T>
  void set(std::size_t i, const std::vector<T>& values) {
    std::copy(values.begin(), values.end(), at<T>(i));
  }

 private:
  static constexpr std::align_val_t kAlign{64};
  struct Free {
    void operator()(std::byte* p) const { ::operator delete(p, kAlign); }
  };
  std::vector<std::unique_ptr<std::byte, Free>> memory_;
  std::vector<backplane_tensor> tensors_;
};

/// Adds 1 to each element it is handed, and so shows that each is handed once.
template <class T>
struct CountingFinish : backplane_finish {
  CountingFinish() : backplane_finish{&act} {}
  static backplane_status act(const backplane_finish*, void* block, std::int64_t rows,
                              std::int64_t cols, std::int64_t ld, backplane_error*) {
    for (std::int64_t r = 0; r < rows; ++r)
      for (std::int64_t c = 0; c < cols; ++c)
        static_cast<T*>(block)[r * ld + c] += T(1);
    return BACKPLANE_OK;
  }
};

}  // namespace backplane::test
