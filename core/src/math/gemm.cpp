// C = alpha op(A) op(B) + beta C over cblas, around what OpenBLAS does slowly.
#include "math/gemm.hpp"

#include "math/gemm_at.hpp"
#include "math/gemm_tiles.hpp"
#include "math/isa.hpp"

#include <cblas.h>

#include <algorithm>
#include <cstdint>

extern "C" {
// Weak, as only OpenBLAS has them.
__attribute__((weak)) void openblas_set_num_threads(int threads);
__attribute__((weak)) int openblas_get_num_threads(void);
}

namespace backplane {
namespace {

/// op(X), as stored: row-major with ld, transposed where t says so.
template <class T>
struct Operand {
  const T* data;
  std::int64_t ld;
  bool t;

  /// Steps in memory from one row, or column, of op(X) to the next.
  [[nodiscard]] std::int64_t row_step() const { return t ? 1 : ld; }
  [[nodiscard]] std::int64_t col_step() const { return t ? ld : 1; }
  [[nodiscard]] const T* at(std::int64_t row, std::int64_t col) const {
    return data + row * row_step() + col * col_step();
  }
  [[nodiscard]] CBLAS_TRANSPOSE op() const { return t ? CblasTrans : CblasNoTrans; }
};

void blas_gemm(CBLAS_TRANSPOSE ta, CBLAS_TRANSPOSE tb, int m, int n, int k, float alpha,
               const float* a, int lda, const float* b, int ldb, float* c, int ldc) {
  cblas_sgemm(CblasRowMajor, ta, tb, m, n, k, alpha, a, lda, b, ldb, 1, c, ldc);
}
void blas_gemm(CBLAS_TRANSPOSE ta, CBLAS_TRANSPOSE tb, int m, int n, int k,
               double alpha, const double* a, int lda, const double* b, int ldb,
               double* c, int ldc) {
  cblas_dgemm(CblasRowMajor, ta, tb, m, n, k, alpha, a, lda, b, ldb, 1, c, ldc);
}

void blas_gemv(CBLAS_TRANSPOSE t, int rows, int cols, float alpha, const float* a,
               int lda, const float* x, int incx, float* y, int incy) {
  cblas_sgemv(CblasRowMajor, t, rows, cols, alpha, a, lda, x, incx, 1, y, incy);
}
void blas_gemv(CBLAS_TRANSPOSE t, int rows, int cols, double alpha, const double* a,
               int lda, const double* x, int incx, double* y, int incy) {
  cblas_dgemv(CblasRowMajor, t, rows, cols, alpha, a, lda, x, incx, 1, y, incy);
}

/// y (n) += alpha op(X) x, op(X) [n, k].
template <class T>
void add_gemv(const Operand<T>& X, std::int64_t n, std::int64_t k, T alpha, const T* x,
              std::int64_t step_x, T* y, std::int64_t step_y) {
  const auto rows = static_cast<int>(X.t ? k : n), cols = static_cast<int>(X.t ? n : k);
  blas_gemv(X.op(), rows, cols, alpha, X.data, static_cast<int>(X.ld), x,
            static_cast<int>(step_x), y, static_cast<int>(step_y));
}

/// C = beta C, where 0 erases what was there, NaN too.
template <class T>
void scale(std::int64_t m, std::int64_t n, T beta, T* c, std::int64_t ldc) {
  if (beta == T(1)) return;
  for (std::int64_t r = 0; r < m; ++r) {
    T* const row = c + r * ldc;
    if (beta == T(0)) {
      std::fill_n(row, n, T(0));
    } else {
      for (std::int64_t i = 0; i < n; ++i) row[i] *= beta;
    }
  }
}

/// C = alpha a b' + beta C: one pass over C, which is all that this costs.
template <class T>
void outer(std::int64_t m, std::int64_t n, T alpha, const T* a, std::int64_t step_a,
           const T* b, std::int64_t step_b, T beta, T* c, std::int64_t ldc) {
  if (beta != T(0)) scale(m, n, beta, c, ldc);
  for (std::int64_t i = 0; i < m; ++i) {
    T* const row = c + i * ldc;
    const T factor = alpha * a[i * step_a];
    if (beta != T(0)) {
      for (std::int64_t j = 0; j < n; ++j) row[j] += factor * b[j * step_b];
    } else if (step_b == 1) {
      for (std::int64_t j = 0; j < n; ++j) row[j] = factor * b[j];
    } else {
      for (std::int64_t j = 0; j < n; ++j) row[j] = factor * b[j * step_b];
    }
  }
}

/// C += alpha op(A) op(B), tile by tile.
template <class T>
void add_tiles(const Operand<T>& A, const Operand<T>& B, std::int64_t m, std::int64_t n,
               std::int64_t k, T alpha, T* c, std::int64_t ldc) {
  const GemmTile tile = gemm_tile(has_small_gemm(), A.t, B.t, m, n, k);
  for (std::int64_t i = 0; i < m; i += tile.rows) {
    for (std::int64_t j = 0; j < n; j += tile.cols) {
      for (std::int64_t p = 0; p < k; p += tile.depth) {
        blas_gemm(A.op(), B.op(), static_cast<int>(std::min(tile.rows, m - i)),
                  static_cast<int>(std::min(tile.cols, n - j)),
                  static_cast<int>(std::min(tile.depth, k - p)), alpha, A.at(i, p),
                  static_cast<int>(A.ld), B.at(p, j), static_cast<int>(B.ld),
                  c + i * ldc + j, static_cast<int>(ldc));
      }
    }
  }
}

template <class T>
void gemm(std::int32_t ta, std::int32_t tb, std::int64_t m, std::int64_t n,
          std::int64_t k, T alpha, const T* a, std::int64_t lda, const T* b,
          std::int64_t ldb, T beta, T* c, std::int64_t ldc) {
  if (m <= 0 || n <= 0) return;
  const Operand<T> A{a, lda, ta != 0}, B{b, ldb, tb != 0};  // (m, k), (k, n)

  // The path is chosen by shape alone, and so are the bits.
  if (k == 1 && alpha != T(0)) {
    outer(m, n, alpha, a, A.row_step(), b, B.col_step(), beta, c, ldc);
    return;
  }
  scale(m, n, beta, c, ldc);
  if (k <= 0 || alpha == T(0)) return;
  if (n == 1) {
    add_gemv(A, m, k, alpha, b, B.row_step(), c, ldc);
  } else if (m == 1) {
    const Operand<T> Bt{b, ldb, tb == 0};  // (n, k)
    add_gemv(Bt, n, k, alpha, a, A.col_step(), c, 1);
  } else {
    add_tiles(A, B, m, n, k, alpha, c, ldc);
  }
}

}  // namespace

const backplane_math* math_service() {
  static const backplane_math service = [] {
    const GemmAt at = gemm_at(isa_level());
    return backplane_math{BACKPLANE_END_OF(backplane_math, gemm_at_f64),
                          0,
                          &gemm<float>,
                          &gemm<double>,
                          at.f32,
                          at.f64};
  }();
  return &service;
}

int blas_threads() {
  return openblas_get_num_threads != nullptr ? openblas_get_num_threads() : 0;
}

void set_blas_threads(int threads) {
  if (openblas_set_num_threads != nullptr) openblas_set_num_threads(threads);
}

}  // namespace backplane
