#pragma once
// Sums and maxima over a row in one fixed order: element i belongs to lane i mod 16,
// and lanes are combined as a tree. The same bits whatever the width of the CPU's
// vectors.

#include <cstdint>

#include "backplane/sdk/math.hpp"

namespace backplane::sdk {

inline constexpr std::int64_t kLanes = 16;

/// combine(... combine(start, at(0)) ..., at(n - 1)), lane by lane.
template <class T, class At, class Combine>
T reduce(std::int64_t n, T start, At at, Combine combine) {
  T lanes[kLanes];
  for (std::int64_t k = 0; k < kLanes; ++k) lanes[k] = start;
  const std::int64_t whole = n - n % kLanes;
  for (std::int64_t i = 0; i < whole; i += kLanes)
    for (std::int64_t k = 0; k < kLanes; ++k) lanes[k] = combine(lanes[k], at(i + k));
  for (std::int64_t i = whole; i < n; ++i)
    lanes[i - whole] = combine(lanes[i - whole], at(i));
  for (std::int64_t half = kLanes / 2; half > 0; half /= 2)
    for (std::int64_t k = 0; k < half; ++k)
      lanes[k] = combine(lanes[k], lanes[k + half]);
  return lanes[0];
}

/// The sum of at(0) ... at(n - 1), in the type that `at` returns.
template <class At>
auto sum(std::int64_t n, At at) {
  using T = decltype(at(n));
  return reduce(n, T(0), at, [](T a, T b) { return a + b; });
}

/// The largest of x[0 .. n), or -inf for n = 0; NaN if any is NaN.
template <Real T>
T largest(const T* x, std::int64_t n) {
  return reduce(
      n, -std::numeric_limits<T>::infinity(), [x](std::int64_t i) { return x[i]; },
      [](T a, T b) { return max(a, b); });
}

}  // namespace backplane::sdk
