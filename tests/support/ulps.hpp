#pragma once
// How far a computed number is from the true one, in units in the last place.

#include "backplane/sdk/math_bits.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

namespace backplane::test {

using Wide = long double;

/// The distance of got from want in units of T's last place; huge where the kinds
/// differ.
template <Real T>
[[nodiscard]] double ulps(T got, Wide want) {
  using Limits = std::numeric_limits<T>;
  constexpr double kWrong = 1e9;
  const T near = static_cast<T>(want);
  if (std::isnan(near) || std::isinf(near)) {
    const bool same = std::isnan(near) ? std::isnan(got) : got == near;
    // One step below infinity is an error of an ulp, not of kind.
    return same || (std::isinf(near) && std::fabs(got) == Limits::max()) ? 0 : kWrong;
  }
  if (!std::isfinite(got)) return kWrong;
  if (near == T(0) && got == T(0)) {
    return std::signbit(near) == std::signbit(got) ? 0 : kWrong;
  }
  int exponent = Limits::min_exponent;
  if (near != T(0)) std::frexp(near, &exponent);
  exponent = std::max(exponent, int{Limits::min_exponent});
  const Wide ulp = std::ldexp(Wide(1), exponent - Limits::digits);
  return static_cast<double>(std::fabs((static_cast<Wide>(got) - want) / ulp));
}

}  // namespace backplane::test
