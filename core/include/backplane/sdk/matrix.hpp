#pragma once
// A row-major matrix that lies in someone else's memory, and its products.

#include <cstdint>
#include <cstring>
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

/// Copies a short row in place, without the call that a library's copy is.
template <class T>
[[gnu::always_inline]] inline void copy_row(const T* from, std::int64_t n, T* to) {
  constexpr std::int64_t kStep = 32 / static_cast<std::int64_t>(sizeof(T));
  std::int64_t i = 0;
  for (; i + kStep <= n; i += kStep) std::memcpy(to + i, from + i, 32);
  if (i + kStep / 2 <= n) std::memcpy(to + i, from + i, 16), i += kStep / 2;
  for (; i < n; ++i) to[i] = from[i];
}

/// to (cols, rows) = from' , 16 rows of `to` at a time, which stay in the first cache.
/// Its rows are `ld` apart.
template <class T>
void turn(const Matrix<const T>& from, T* to, std::int64_t ld) {
  constexpr std::int64_t kBlock = 16;
  for (std::int64_t c = 0; c < from.cols; c += kBlock) {
    const std::int64_t n = from.cols - c < kBlock ? from.cols - c : kBlock;
    for (std::int64_t r = 0; r < from.rows; ++r) {
      const T* const row = from.row(r) + c;
      T* const column = to + c * ld + r;
      if (n == kBlock)
        for (std::int64_t i = 0; i < kBlock; ++i) column[i * ld] = row[i];
      else
        for (std::int64_t i = 0; i < n; ++i) column[i * ld] = row[i];
    }
  }
}

/// m x n, over k terms; added to what is there, or not.
struct Extent {
  std::int64_t m, n, k;
  bool add;
};

/// gemm_at of abi.h, by scalar.
inline void multiply_at(const backplane_math& math, const Extent& e, const float* a,
                        const std::int64_t* a_row, const std::int64_t* a_at,
                        const float* b, const std::int64_t* b_at, float* c,
                        std::int64_t ldc) {
  math.gemm_at_f32(e.add, e.m, e.n, e.k, a, a_row, a_at, b, b_at, c, ldc);
}
inline void multiply_at(const backplane_math& math, const Extent& e, const double* a,
                        const std::int64_t* a_row, const std::int64_t* a_at,
                        const double* b, const std::int64_t* b_at, double* c,
                        std::int64_t ldc) {
  math.gemm_at_f64(e.add, e.m, e.n, e.k, a, a_row, a_at, b, b_at, c, ldc);
}

}  // namespace backplane::sdk
