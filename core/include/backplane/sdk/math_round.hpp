#pragma once
// Whole numbers and signs: floor, ceil, round and sign, all exact.

#include "backplane/sdk/math_bits.hpp"

namespace backplane {

/// The nearest whole number, ties to even, as in PyTorch; -0 for what rounds to 0 from
/// below.
template <Real T>
[[nodiscard, gnu::always_inline]] inline T round(T x) {
  using L = vmath::Layout<T>;
  const T a = std::fabs(x);
  const T near = (a + L::kInteger) - L::kInteger;
  return std::copysign(a < L::kInteger ? near : a, x);
}

/// The largest whole number that is not above x.
template <Real T>
[[nodiscard, gnu::always_inline]] inline T floor(T x) {
  const T near = round(x);
  return near > x ? near - T(1) : near;
}

/// The smallest whole number that is not below x.
template <Real T>
[[nodiscard, gnu::always_inline]] inline T ceil(T x) {
  return -floor(-x);
}

/// -1, 0 or 1; a zero keeps its sign, and a NaN stays one.
template <Real T>
[[nodiscard, gnu::always_inline]] inline T sign(T x) {
  return x > T(0) ? T(1) : (x < T(0) ? T(-1) : x);
}

}  // namespace backplane
