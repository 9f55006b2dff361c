// Products against three plain loops in long double, over shapes, strides and scalars.
#include "math/gemm.hpp"

#include "math/gemm_tiles.hpp"

#include "math/rng.hpp"

#include <algorithm>
#include <catch2/catch.hpp>
#include <cmath>
#include <cstring>
#include <limits>
#include <vector>

namespace {

using Size = std::int64_t;

template <class T>
auto gemm() {
  if constexpr (sizeof(T) == 4) {
    return backplane::math_service()->gemm_f32;
  } else {
    return backplane::math_service()->gemm_f64;
  }
}

std::size_t at(Size row, Size col, Size ld) {
  return static_cast<std::size_t>(row * ld + col);
}

template <class T>
std::vector<T> filled(Size n, std::uint64_t stream) {
  std::vector<double> values(static_cast<std::size_t>(n));
  backplane::rng_service()->uniform_f64(7, stream, 0, values.size(), values.data());
  std::vector<T> out;
  for (const double v : values) out.push_back(static_cast<T>(2 * v - 1));
  return out;
}

/// C = alpha op(A) op(B) + beta C with every operand in a wider array.
template <class T>
struct Product {
  Size m, n, k;
  bool ta, tb;
  Size lda = (ta ? m : k) + 3, ldb = (tb ? k : n) + 2, ldc = n + 1;
  std::vector<T> a = filled<T>((ta ? k : m) * lda, 1);
  std::vector<T> b = filled<T>((tb ? n : k) * ldb, 2);
  std::vector<T> c = filled<T>(m * ldc, 3);

  void run(T alpha, T beta, std::vector<T>& out) const {
    gemm<T>()(ta, tb, m, n, k, alpha, a.data(), lda, b.data(), ldb, beta, out.data(),
              ldc);
  }

  /// The largest error, in units of the smallest step of a sum of k terms below 1.
  [[nodiscard]] double error(T alpha, T beta, const std::vector<T>& out) const {
    long double worst = 0;
    for (Size i = 0; i < m; ++i) {
      for (Size j = 0; j < n; ++j) {
        long double sum = 0;
        for (Size p = 0; p < k; ++p) {
          const T left = ta ? a[at(p, i, lda)] : a[at(i, p, lda)];
          const T right = tb ? b[at(j, p, ldb)] : b[at(p, j, ldb)];
          sum += static_cast<long double>(left) * right;
        }
        const long double old = beta == T(0) ? 0 : beta * c[at(i, j, ldc)];
        const long double error = std::fabs(out[at(i, j, ldc)] - (alpha * sum + old));
        if (!(error <= worst)) worst = error;  // NaN stays
      }
    }
    const T unit = std::numeric_limits<T>::epsilon();
    return static_cast<double>(worst / (unit * static_cast<T>(k + 2)));
  }

  /// True if what lies between the rows of C is as before.
  [[nodiscard]] bool margins_kept(const std::vector<T>& out) const {
    for (Size i = 0; i < m; ++i) {
      if (out[at(i, n, ldc)] != c[at(i, n, ldc)]) return false;
    }
    return true;
  }
};

}  // namespace

TEMPLATE_TEST_CASE("gemm: equals plain loops for every shape and transpose",
                   "[math][gemm]", float, double) {
  using T = TestType;
  const Size m = GENERATE(1, 2, 3, 4, 5, 17, 33), n = GENERATE(1, 2, 7, 64);
  const Size k = GENERATE(1, 2, 9, 70);
  for (const bool ta : {false, true}) {
    for (const bool tb : {false, true}) {
      CAPTURE(m, n, k, ta, tb);
      const Product<T> product{m, n, k, ta, tb};
      for (const auto& [alpha, beta] : {std::pair<T, T>{1, 0}, {1, 1}, {-2, 0.5}}) {
        std::vector<T> out = product.c;
        product.run(alpha, beta, out);
        CHECK(product.error(alpha, beta, out) < 2);
        CHECK(product.margins_kept(out));
      }
    }
  }
}

TEMPLATE_TEST_CASE("gemm: beta 0 never reads C", "[math][gemm]", float, double) {
  using T = TestType;
  const Size m = GENERATE(1, 3, 20), n = GENERATE(1, 6), k = GENERATE(0, 1, 8);
  CAPTURE(m, n, k);
  const Product<T> product{m, n, k, false, true};
  std::vector<T> out(product.c.size(), std::numeric_limits<T>::quiet_NaN());
  product.run(T(1), T(0), out);
  CHECK(product.error(T(1), T(0), out) < 2);
  for (Size i = 0; i < m; ++i) CHECK(std::isnan(out[at(i, n, product.ldc)]));
}

TEMPLATE_TEST_CASE("gemm: empty sizes and zero factors", "[math][gemm]", float,
                   double) {
  using T = TestType;
  std::vector<T> c = {1, 2, 3, 4};
  const auto product = gemm<T>();
  product(0, 0, 0, 2, 2, T(1), nullptr, 2, nullptr, 2, T(0), c.data(), 2);
  product(0, 0, 2, 0, 2, T(1), nullptr, 2, nullptr, 2, T(0), c.data(), 2);
  CHECK(c == std::vector<T>{1, 2, 3, 4});
  product(0, 0, 2, 2, 0, T(1), nullptr, 2, nullptr, 2, T(2), c.data(), 2);
  CHECK(c == std::vector<T>{2, 4, 6, 8});
  const std::vector<T> nan(4, std::numeric_limits<T>::quiet_NaN());
  product(0, 0, 2, 2, 2, T(0), nan.data(), 2, nan.data(), 2, T(1), c.data(), 2);
  CHECK(c == std::vector<T>{2, 4, 6, 8});
}

TEMPLATE_TEST_CASE("gemm: NaN and infinity go through", "[math][gemm]", float, double) {
  using T = TestType;
  const Size m = GENERATE(1, 2, 5), n = GENERATE(1, 3);
  CAPTURE(m, n);
  Product<T> product{m, n, 4, false, true};
  product.a[at(0, 1, product.lda)] = std::numeric_limits<T>::quiet_NaN();
  product.b[at(0, 0, product.ldb)] = T(0);
  std::vector<T> out = product.c;
  product.run(T(1), T(0), out);
  CHECK(std::isnan(out[0]));
}

TEMPLATE_TEST_CASE("gemm: bits do not depend on addresses", "[math][gemm]", float,
                   double) {
  using T = TestType;
  const Size m = GENERATE(1, 4, 25, 50), n = GENERATE(1, 31, 128),
             k = GENERATE(1, 100, 784);
  const bool ta = GENERATE(false, true), tb = GENERATE(false, true);
  CAPTURE(m, n, k, ta, tb);
  const Size lda = ta ? m : k, ldb = tb ? k : n;
  const std::vector<T> a = filled<T>(m * k, 1), b = filled<T>(n * k, 2);
  std::vector<T> first;
  for (const std::size_t shift : {0U, 1U, 3U, 7U}) {
    std::vector<T> A(a.size() + shift), B(b.size() + 2 * shift);
    std::vector<T> C(static_cast<std::size_t>(m * n) + shift);
    std::copy(a.begin(), a.end(), A.begin() + static_cast<std::ptrdiff_t>(shift));
    std::copy(b.begin(), b.end(), B.begin() + static_cast<std::ptrdiff_t>(2 * shift));
    gemm<T>()(ta, tb, m, n, k, T(1), A.data() + shift, lda, B.data() + 2 * shift, ldb,
              T(0), C.data() + shift, n);
    C.erase(C.begin(), C.begin() + static_cast<std::ptrdiff_t>(shift));
    if (shift == 0) first = C;
    CHECK(std::memcmp(first.data(), C.data(), C.size() * sizeof(T)) == 0);
  }
}

TEST_CASE("gemm: the thread count of the BLAS can be set and read", "[math][gemm]") {
  const int before = backplane::blas_threads();
  if (before == 0) return;  // a BLAS without the setting
  backplane::set_blas_threads(1);
  CHECK(backplane::blas_threads() == 1);
  backplane::set_blas_threads(before);
  CHECK(backplane::blas_threads() == before);
}

TEMPLATE_TEST_CASE("gemm: large products, cut in tiles, are right", "[math][gemm]",
                   float, double) {
  using T = TestType;
  const bool ta = GENERATE(false, true), tb = GENERATE(false, true);
  const auto [m, n, k] = GENERATE(table<Size, Size, Size>(
      {{33, 65, 785}, {40, 70, 481}, {64, 96, 300}, {5, 300, 977}}));
  CAPTURE(ta, tb, m, n, k);
  const Product<T> product{m, n, k, ta, tb};
  std::vector<T> out = product.c;
  product.run(T(2), T(1), out);
  CHECK(product.error(T(2), T(1), out) < 2);
  CHECK(product.margins_kept(out));
}

TEST_CASE("gemm: tiles are whole without small kernels and cover where they pay",
          "[math][gemm]") {
  using backplane::gemm_tile;
  CHECK(gemm_tile(false, false, true, 128, 128, 784).rows == 128);
  CHECK(gemm_tile(true, false, true, 8, 8, 784).rows == 8);
  CHECK(gemm_tile(true, false, true, 128, 128, 128).rows == 128);
  CHECK(gemm_tile(true, false, true, 128, 128, 784).rows == 32);
  const bool ta = GENERATE(false, true);
  for (const Size k : {33, 481, 784, 785, 5000}) {
    const auto tile = gemm_tile(true, ta, false, 640, 640, k);
    CAPTURE(ta, k, tile.depth);
    CHECK(tile.depth <= k);
    CHECK(tile.rows * tile.cols * tile.depth <= 1'000'000);
    CHECK((k + tile.depth - 1) / tile.depth * tile.depth - k <
          8);  // no sliver at the end
  }
}
