#pragma once
// A row-major matrix that lies in someone else's memory, and its products.

#include <cstdint>
#include <type_traits>

#include "backplane/abi.h"

namespace backplane::sdk {

template <class T>
struct Matrix {
  T* data = nullptr;
  std::int64_t rows = 0, cols = 0, ld = 0;  ///< element (r, c) is data[r * ld + c]

  [[nodiscard]] T* row(std::int64_t r) const { return data + r * ld; }
  [[nodiscard]] T& operator()(std::int64_t r, std::int64_t c) const {
    return data[r * ld + c];
  }
  [[nodiscard]] Matrix block(std::int64_t r, std::int64_t c, std::int64_t n_rows,
                             std::int64_t n_cols) const {
    return {data + r * ld + c, n_rows, n_cols, ld};
  }
  [[nodiscard]] Matrix row_block(std::int64_t r, std::int64_t n) const {
    return block(r, 0, n, cols);
  }
  [[nodiscard]] Matrix col_block(std::int64_t c, std::int64_t n) const {
    return block(0, c, rows, n);
  }
  operator Matrix<const T>() const  // NOLINT: as a pointer becomes one to const
      requires(!std::is_const_v<T>) {
    return {data, rows, cols, ld};
  }
};

/// A factor of a product, as it lies or transposed.
template <class T>
struct Factor {
  Matrix<const T> matrix;
  bool turned = false;

  Factor(Matrix<const T> m, bool t = false) : matrix(m), turned(t) {}
  Factor(Matrix<T> m) : matrix(m) {}
  [[nodiscard]] std::int64_t rows() const { return turned ? matrix.cols : matrix.rows; }
  [[nodiscard]] std::int64_t cols() const { return turned ? matrix.rows : matrix.cols; }
};

template <class T>
[[nodiscard]] auto transposed(Matrix<T> m) {
  return Factor<std::remove_const_t<T>>(m, true);
}

/// C = A B + beta C. Pre: A.cols() is B.rows(); C is A.rows() x B.cols().
inline void multiply(const backplane_math& math, const Factor<float>& A,
                     const Factor<float>& B, float beta, const Matrix<float>& C) {
  math.gemm_f32(A.turned, B.turned, C.rows, C.cols, A.cols(), 1.0f, A.matrix.data,
                A.matrix.ld, B.matrix.data, B.matrix.ld, beta, C.data, C.ld);
}
inline void multiply(const backplane_math& math, const Factor<double>& A,
                     const Factor<double>& B, double beta, const Matrix<double>& C) {
  math.gemm_f64(A.turned, B.turned, C.rows, C.cols, A.cols(), 1.0, A.matrix.data,
                A.matrix.ld, B.matrix.data, B.matrix.ld, beta, C.data, C.ld);
}

}  // namespace backplane::sdk
