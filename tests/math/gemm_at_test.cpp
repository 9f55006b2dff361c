// gemm_at against plain loops in long double, for each level of this CPU: sizes that
// fill no vector, tables that skip about, sums added to what is there.
#include "math/gemm_at.hpp"

#include "backplane/abi.h"
#include "math/isa.hpp"
#include "math/rng.hpp"

#include <catch2/catch.hpp>
#include <cmath>
#include <vector>

namespace {

using Size = std::int64_t;

template <class T>
std::vector<T> filled(Size n, std::uint64_t stream) {
  std::vector<double> values(static_cast<std::size_t>(n));
  backplane::rng_service()->uniform_f64(11, stream, 0, values.size(), values.data());
  std::vector<T> out;
  for (const double v : values) out.push_back(static_cast<T>(2 * v - 1));
  return out;
}

template <class T>
void call(std::uint32_t isa, bool add, Size m, Size n, Size k, const T* a,
          const Size* a_row, const Size* a_at, const T* b, const Size* b_at, T* c,
          Size ldc) {
  const backplane::GemmAt kernels = backplane::gemm_at(isa);
  if constexpr (sizeof(T) == 4)
    kernels.f32(add, m, n, k, a, a_row, a_at, b, b_at, c, ldc);
  else
    kernels.f64(add, m, n, k, a, a_row, a_at, b, b_at, c, ldc);
}

/// The tables of a product whose operands lie about: overlapping, out of order.
template <class T>
struct Product {
  Size m, n, k, ldc = n + 3;
  std::vector<Size> a_row, a_at, b_at;
  std::vector<T> a = filled<T>(7 * m + 5 * k + 11, 1), b = filled<T>(3 * k + n + 9, 2);
  std::vector<T> c = filled<T>(m * ldc, 3);

  Product(Size rows, Size cols, Size terms) : m(rows), n(cols), k(terms) {
    for (Size r = 0; r < m; ++r) a_row.push_back((m - 1 - r) * 7);
    for (Size i = 0; i < k; ++i) {
      a_at.push_back(i * 5 + i % 3);
      b_at.push_back((k - 1 - i) * 3);
    }
  }
  [[nodiscard]] std::vector<T> run(std::uint32_t isa, bool add = true) const {
    std::vector<T> out = c;
    call(isa, add, m, n, k, a.data(), a_row.data(), a_at.data(), b.data(), b_at.data(),
         out.data(), ldc);
    return out;
  }
  /// The largest error over the sum of the terms' sizes.
  [[nodiscard]] double error(const std::vector<T>& out) const {
    long double worst = 0;
    for (Size r = 0; r < m; ++r)
      for (Size j = 0; j < ldc; ++j) {
        const auto at = static_cast<std::size_t>(r * ldc + j);
        long double sum = c[at], size = std::fabs(sum) + 1;
        for (Size i = 0; i < k && j < n; ++i) {
          const auto p = static_cast<std::size_t>(i);
          const long double term = static_cast<long double>(a[static_cast<std::size_t>(
                                       a_row[static_cast<std::size_t>(r)] + a_at[p])]) *
                                   b[static_cast<std::size_t>(b_at[p] + j)];
          sum += term, size += std::fabs(term);
        }
        worst = std::max(worst, std::fabs(out[at] - sum) / size);
      }
    return static_cast<double>(worst);
  }
};

}  // namespace

TEMPLATE_TEST_CASE("gemm_at is the sum that its tables say", "[math][gemm]", float,
                   double) {
  const double step = sizeof(TestType) == 4 ? 6e-8 : 2e-16;
  for (std::uint32_t isa = 0; isa <= backplane::detected_isa(); ++isa)
    for (const Size m : {1, 2, 3, 5, 6, 13})
      for (const Size n : {1, 4, 7, 16, 33, 70})
        for (const Size k : {0, 1, 9, 50}) {
          CAPTURE(backplane::isa_name(isa), m, n, k);
          const Product<TestType> product(m, n, k);
          const auto out = product.run(isa);
          CHECK(product.error(out) <= step * static_cast<double>(k + 1));
        }
}

TEMPLATE_TEST_CASE("an element's bits do not depend on its place", "[math][gemm]",
                   float, double) {
  const Product<TestType> whole(13, 70, 50);
  for (std::uint32_t isa = 0; isa <= backplane::detected_isa(); ++isa) {
    const auto all = whole.run(isa);
    for (Size r = 0; r < whole.m; r += 5)
      for (Size j = 0; j < whole.n; j += 11) {
        TestType one = whole.c[static_cast<std::size_t>(r * whole.ldc + j)];
        call(isa, true, 1, 1, whole.k, whole.a.data(),
             &whole.a_row[static_cast<std::size_t>(r)], whole.a_at.data(),
             whole.b.data() + j, whole.b_at.data(), &one, 1);
        CHECK(one == all[static_cast<std::size_t>(r * whole.ldc + j)]);
      }
  }
}

TEST_CASE("without add, gemm_at does not read what is there", "[math][gemm]") {
  for (std::uint32_t isa = 0; isa <= backplane::detected_isa(); ++isa) {
    Product<double> product(7, 21, 9);
    for (Size r = 0; r < 7; ++r)
      for (Size j = 0; j < 21; ++j) product.c[static_cast<std::size_t>(r * 24 + j)] = 0;
    const auto expected = product.run(isa);
    for (Size r = 0; r < 7; ++r)
      for (Size j = 0; j < 21; ++j)
        product.c[static_cast<std::size_t>(r * 24 + j)] = NAN;
    CHECK(product.run(isa, false) == expected);
  }
}

TEST_CASE("gemm_at passes NaN on to the elements that see it", "[math][gemm]") {
  Product<float> product(6, 20, 4);
  product.b[0] = NAN;  // first column of the last row
  const auto out = product.run(backplane::detected_isa());
  for (Size r = 0; r < 6; ++r)
    for (Size j = 0; j < 20; ++j)
      CHECK(std::isnan(out[static_cast<std::size_t>(r * product.ldc + j)]) == (j == 0));
}
