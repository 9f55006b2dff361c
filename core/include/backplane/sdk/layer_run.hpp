#pragma once
// What a layer sees of one task: its tensors as matrices, and the host's services.

#include <cstdint>
#include <type_traits>

#include "backplane/abi.h"
#include "backplane/sdk/failure.hpp"
#include "backplane/sdk/layer_plan.hpp"
#include "backplane/sdk/matrix.hpp"

namespace backplane::sdk {

/// For the arguments of a template that deduces its scalar from the run alone.
template <class T>
using Same = std::type_identity_t<T>;

/// All axes but the last are rows; null data stays null.
template <class T>
Matrix<T> matrix_of(const backplane_tensor& tensor) {
  const backplane_shape& shape = tensor.shape;
  if (shape.rank == 0) return {static_cast<T*>(tensor.data), 1, 1, 1};
  const std::int64_t cols = shape.dim[shape.rank - 1];
  return {static_cast<T*>(tensor.data), count(shape, 0, shape.rank - 1), cols, cols};
}

template <class T>
class Run {
 public:
  Run(const backplane_layer_args& args, std::int64_t task, std::uint32_t worker,
      backplane_error* error)
      : args_(args), task_(task), worker_(worker), error_(error) {}

  [[nodiscard]] const backplane_layer_args& args() const { return args_; }
  [[nodiscard]] std::int64_t task() const { return task_; }
  [[nodiscard]] bool training() const {
    return (args_.flags & BACKPLANE_RUN_TRAINING) != 0;
  }
  /// The beta of a product that makes a parameter's gradient.
  [[nodiscard]] T accumulate() const {
    return (args_.flags & BACKPLANE_RUN_ACCUMULATE) != 0 ? T(1) : T(0);
  }

  /// U: std::int32_t for an input of ids.
  template <class U = T>
  [[nodiscard]] Matrix<const U> x(std::uint32_t i = 0) const {
    return matrix_of<const U>(args_.in[i]);
  }
  [[nodiscard]] Matrix<T> y(std::uint32_t i = 0) const {
    return matrix_of<T>(args_.out[i]);
  }
  /// Null data: not wanted.
  [[nodiscard]] Matrix<T> dx(std::uint32_t i = 0) const {
    return matrix_of<T>(args_.din[i]);
  }
  [[nodiscard]] Matrix<const T> dy(std::uint32_t i = 0) const {
    return matrix_of<const T>(args_.dout[i]);
  }
  [[nodiscard]] Matrix<const T> param(std::uint32_t i) const {
    return matrix_of<const T>(args_.params[i]);
  }
  [[nodiscard]] Matrix<T> dparam(std::uint32_t i) const {
    return matrix_of<T>(args_.dparams[i]);
  }
  /// Any tensor as a matrix of so many rows. Pre: they divide its elements.
  template <class U = T>
  [[nodiscard]] static Matrix<U> matrix(const backplane_tensor& tensor,
                                        std::int64_t rows) {
    const std::int64_t all = count(tensor.shape, 0, tensor.shape.rank);
    const std::int64_t cols = rows > 0 ? all / rows : 0;
    return {static_cast<U*>(tensor.data), rows, cols, cols};
  }
  template <class U = T>
  [[nodiscard]] Matrix<U> buffer(std::uint32_t i) const {
    return matrix_of<U>(args_.buffers[i]);
  }
  template <class U = T>
  [[nodiscard]] Matrix<U> saved(std::uint32_t i) const {
    return matrix_of<U>(args_.saved[i]);
  }
  /// State i as the batch before left it, and where `forward` puts it for the next one.
  [[nodiscard]] Matrix<const T> state(std::uint32_t i) const {
    return matrix_of<const T>(args_.states[i]);
  }
  [[nodiscard]] Matrix<T> next_state(std::uint32_t i) const {
    return matrix_of<T>(args_.next_states[i]);
  }
  /// This worker's scratch; its contents are lost between tasks.
  [[nodiscard]] void* scratch() const {
    return static_cast<char*>(args_.scratch) + worker_ * args_.scratch_stride;
  }

  /// C = A B + beta C.
  void multiply(const Factor<T>& A, const Factor<T>& B, T beta,
                const Matrix<T>& C) const {
    sdk::multiply(*args_.math, A, B, beta, C);
  }
  /// C = A B or C += A B, found by tables (gemm_at of abi.h); fails on a host of
  /// ABI 1.0.
  void multiply_at(const Extent& e, const T* a, const std::int64_t* a_row,
                   const std::int64_t* a_at, const T* b, const std::int64_t* b_at, T* c,
                   std::int64_t ldc) const {
    if (!BACKPLANE_HAS(args_.math, backplane_math, gemm_at_f64))
      refuse("", "needs a host of ABI 1.1, which has gemm_at");
    sdk::multiply_at(*args_.math, e, a, a_row, a_at, b, b_at, c, ldc);
  }
  /// Random bits, a function of the layer, `stream` and the position alone.
  void random_bits(std::uint64_t stream, std::uint64_t offset, std::uint64_t n,
                   std::uint32_t* out) const {
    args_.rng->bits_u32(args_.seed, stream, offset, n, out);
  }

  /// This block of output i, or of the gradient of input i, is final: let the host act
  /// on it while it is in cache. Once for each element; do not read the block again.
  void finish_y(const Matrix<T>& block, std::uint32_t i = 0) const {
    finish(args_.finish_out, i, block);
  }
  void finish_dx(const Matrix<T>& block, std::uint32_t i = 0) const {
    finish(args_.finish_din, i, block);
  }

 private:
  void finish(const backplane_finish* const* all, std::uint32_t i,
              const Matrix<T>& block) const {
    if (all == nullptr || all[i] == nullptr) return;
    const backplane_status status =
        all[i]->run(all[i], block.data, block.rows, block.cols, block.ld, error_);
    if (status != BACKPLANE_OK) throw HostFailure{status};
  }

  const backplane_layer_args& args_;
  std::int64_t task_;
  std::uint32_t worker_;
  backplane_error* error_;
};

}  // namespace backplane::sdk
