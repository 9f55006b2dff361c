#pragma once
// The loops of gemm_at, for vectors of kVectorBytes, with multiply-adds rounded once if
// kFused; the file that includes this defines both. A tile of C, some rows of two
// vectors, stays in registers while i runs. Everything here is of that file alone:
// another level's code must not stand in.

#include <cstdint>

namespace {

/// A vector in memory, at any address, and one in a register.
template <class T>
struct VectorOf {
  typedef T Loose
      __attribute__((vector_size(kVectorBytes), aligned(sizeof(T)), may_alias));
  typedef T Tight __attribute__((vector_size(kVectorBytes)));
};
template <class T>
using Loose = typename VectorOf<T>::Loose;
template <class T>
using Tight = typename VectorOf<T>::Tight;
template <class T>
constexpr std::int64_t kLanes = kVectorBytes / static_cast<std::int64_t>(sizeof(T));
constexpr int kRows = 6, kVectors = 2;  // 12 sums, 2 vectors of B and 1 of A: 15 of 16

/// The operands, from the tile's first row and column on.
template <class T>
struct Operands {
  std::int64_t k;
  const T* a;
  const std::int64_t *a_row, *a_at;
  const T* b;
  const std::int64_t* b_at;
  T* c;
  std::int64_t ldc;
  bool add;
};

template <class T, int R, int V>
[[gnu::always_inline]] inline void tile(const Operands<T>& o) {
  Tight<T> sum[R][V];
  const T* row[R];
  for (int r = 0; r < R; ++r) {
    row[r] = o.a + o.a_row[r];
    for (int v = 0; v < V; ++v) {
      const auto* const c =
          reinterpret_cast<const Loose<T>*>(o.c + r * o.ldc + v * kLanes<T>);
      sum[r][v] = o.add ? Tight<T>(*c) : Tight<T>{};
    }
  }
  for (std::int64_t i = 0; i < o.k; ++i) {
    const T* const from = o.b + o.b_at[i];
    const std::int64_t at = o.a_at[i];
    Tight<T> x[V];
    for (int v = 0; v < V; ++v)
      x[v] = *reinterpret_cast<const Loose<T>*>(from + v * kLanes<T>);
    for (int r = 0; r < R; ++r)
      for (int v = 0; v < V; ++v) sum[r][v] += row[r][at] * x[v];
  }
  for (int r = 0; r < R; ++r)
    for (int v = 0; v < V; ++v)
      *reinterpret_cast<Loose<T>*>(o.c + r * o.ldc + v * kLanes<T>) = sum[r][v];
}

/// c + a b, as the vectors do it.
inline float add(float a, float b, float c) {
  return kFused ? __builtin_fmaf(a, b, c) : c + a * b;
}
inline double add(double a, double b, double c) {
  return kFused ? __builtin_fma(a, b, c) : c + a * b;
}

/// The columns that fill no vector, one by one, in the same order.
template <class T>
void single(const Operands<T>& o, std::int64_t m, std::int64_t from, std::int64_t n) {
  for (std::int64_t r = 0; r < m; ++r)
    for (std::int64_t j = from; j < n; ++j) {
      T sum = o.add ? o.c[r * o.ldc + j] : T(0);
      const T* const row = o.a + o.a_row[r];
      for (std::int64_t i = 0; i < o.k; ++i)
        sum = add(row[o.a_at[i]], o.b[o.b_at[i] + j], sum);
      o.c[r * o.ldc + j] = sum;
    }
}

/// All rows of V vectors of columns: what they read of B stays in the first cache.
template <class T, int V>
void columns(Operands<T> o, std::int64_t m) {
  for (; m >= kRows; m -= kRows, o.a_row += kRows, o.c += kRows * o.ldc)
    tile<T, kRows, V>(o);
  switch (m) {
    case 5:
      return tile<T, 5, V>(o);
    case 4:
      return tile<T, 4, V>(o);
    case 3:
      return tile<T, 3, V>(o);
    case 2:
      return tile<T, 2, V>(o);
    case 1:
      return tile<T, 1, V>(o);
    default:
      return;
  }
}

template <class T>
void product(std::int32_t add, std::int64_t m, std::int64_t n, std::int64_t k,
             const T* a, const std::int64_t* a_row, const std::int64_t* a_at,
             const T* b, const std::int64_t* b_at, T* c, std::int64_t ldc) {
  constexpr std::int64_t kWide = kVectors * kLanes<T>;
  const auto at = [=](std::int64_t j) {
    return Operands<T>{k, a, a_row, a_at, b + j, b_at, c + j, ldc, add != 0};
  };
  std::int64_t j = 0;
  for (; j + kWide <= n; j += kWide) columns<T, kVectors>(at(j), m);
  for (; j + kLanes<T> <= n; j += kLanes<T>) columns<T, 1>(at(j), m);
  if (j < n) single(at(0), m, j, n);
}

}  // namespace
