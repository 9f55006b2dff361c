#pragma once
// What a layer that treats each sample alone sees of one task: a block of samples, of
// one or several inputs.

#include <cstdint>

#include "backplane/sdk/layer_run.hpp"

namespace backplane::sdk {

/// `n` samples from `first` on, each a row; null data stays null.
template <class T>
Matrix<T> flat_samples(const backplane_tensor& tensor, std::int64_t first,
                       std::int64_t n) {
  T* data = static_cast<T*>(tensor.data);
  const std::int64_t each = count(tensor.shape, 1, tensor.shape.rank);
  return {data == nullptr ? data : data + first * each, n, each, each};
}

/// `n` samples from `first` on, as rows of the tensor's last axis.
template <class T>
Matrix<T> samples_of(const backplane_tensor& tensor, std::int64_t first,
                     std::int64_t n) {
  if (tensor.shape.rank == 1)  // a sample is one number
    return flat_samples<T>(tensor, first, n);
  const Matrix<T> all = matrix_of<T>(tensor);
  if (all.data == nullptr) return all;
  const std::int64_t each =
      tensor.shape.dim[0] > 0 ? all.rows / tensor.shape.dim[0] : 0;
  return all.row_block(first * each, n * each);
}

/// A block of samples on their way forward.
template <class T>
struct Rows {
  std::int64_t n, in, out;  ///< samples, elements of one at the input and the output
  std::uint64_t first;      ///< the first one's number in the epoch's order
  const T* x;               ///< [n, in]
  T* y;                     ///< [n, out], to overwrite; may be x where in_place
  const Run<T>& run;        ///< parameters, random numbers, training or not

  // Of several inputs, x is the first.
  [[nodiscard]] std::uint32_t inputs() const { return run.args().n_in; }
  /// [n, elements of one sample]
  [[nodiscard]] Matrix<const T> input(std::uint32_t i) const {
    return flat_samples<const T>(run.args().in[i], at(), n);
  }

 private:
  [[nodiscard]] std::int64_t at() const {
    return static_cast<std::int64_t>(first - run.args().first_sample);
  }
};

/// The same on their way back. x and y are null unless kept.
template <class T>
struct RowGrads {
  std::int64_t n, in, out;
  std::uint64_t first;
  const T *x, *y;
  const T* dy;  ///< [n, out]
  T* dx;  ///< [n, in], to overwrite; may be dy where in_place; null in `gradients`, and
          ///< where only another input's is wanted
  const Run<T>& run;

  [[nodiscard]] std::uint32_t inputs() const { return run.args().n_in; }
  [[nodiscard]] Matrix<const T> input(std::uint32_t i) const {
    return flat_samples<const T>(run.args().in[i], at(), n);
  }
  /// To overwrite; null data: not wanted.
  [[nodiscard]] Matrix<T> dinput(std::uint32_t i) const {
    return flat_samples<T>(run.args().din[i], at(), n);
  }

 private:
  [[nodiscard]] std::int64_t at() const {
    return static_cast<std::int64_t>(first - run.args().first_sample);
  }
};

template <class S>
concept RowLayer = requires(const S& s, const Rows<double>& rows) {
  s.forward(rows);
};

}  // namespace backplane::sdk
