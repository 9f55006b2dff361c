#pragma once
// How a product is cut so that OpenBLAS multiplies in place instead of packing first.

#include <cstdint>

namespace backplane {

/// The part of C = op(A) op(B) that one BLAS call makes: rows x cols of C, depth of k.
struct GemmTile {
  std::int64_t rows, cols, depth;
};

/// True if this machine's BLAS has kernels for small matrices, which need no packing:
/// OpenBLAS on CPUs with AVX-512, for products of up to a million multiply-adds.
[[nodiscard]] bool has_small_gemm();

/// The tile for a product of this form: a function of the arguments alone. Without
/// small kernels, and where they do not pay, it is the whole product.
[[nodiscard]] GemmTile gemm_tile(bool small_kernels, bool ta, bool tb, std::int64_t m,
                                 std::int64_t n, std::int64_t k);

}  // namespace backplane
