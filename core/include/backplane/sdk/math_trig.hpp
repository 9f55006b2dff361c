#pragma once
// sin x and cos x, for |x| up to a million.

#include "backplane/sdk/math_bits.hpp"

namespace backplane {
namespace vmath {

inline constexpr double kTrigLimit = 1e6;

/// x = n pi/2 + r + low, with |r| <= pi/4; quadrant holds n in its lowest bits.
struct TrigParts {
  double r, low;
  std::uint64_t quadrant;
};

[[nodiscard]] inline TrigParts split_trig(double x) {
  // pi/2 in three parts; n times one of the first two is exact.
  constexpr double kHigh = 0x1.921fb544p+0, kMiddle = 0x1.0b4611a6p-34,
                   kLow = 0x1.3198a2e037073p-69;
  const double n = round_small(x * 0x1.45f306dc9c883p-1);
  const double first = x - n * kHigh;
  const double second = n * kMiddle;
  const double sum = first - second;
  const double rest = n * kLow - ((first - sum) - second);
  const double r = sum - rest;
  return {r, (sum - r) - rest, to_bits(n + Layout<double>::kRound)};
}

/// sin(quadrant pi/2 + r + low).
[[nodiscard]] inline double sin_of_parts(const TrigParts& at, std::uint64_t quadrant) {
  const auto [r, low, ignored] = at;
  const double z = r * r;
  const double S = polynomial(z, -0.16666666666666632, 0.00833333333332234,
                              -0.00019841269829741102, 2.7557313666654556e-06,
                              -2.5050753886158922e-08, 1.5896536832537003e-10);
  const double C = polynomial(z, 0.0416666666666666, -0.001388888888887399,
                              2.4801587289395035e-05, -2.7557314326062314e-07,
                              2.087571956297743e-09, -1.1359448897584652e-11);
  const double sine = r + (r * z * S + (low - 0.5 * z * low));
  const double w = 1.0 - 0.5 * z;
  const double cosine = w + (((1.0 - w) - 0.5 * z) + (z * z * C - r * low));
  const double y = (quadrant & 1) != 0 ? cosine : sine;
  return from_bits<double>(to_bits(y) ^ ((quadrant & 2) << 62));
}

[[nodiscard]] inline double sin_from(double x, std::uint64_t quadrant) {
  const TrigParts parts = split_trig(x);
  const double y = sin_of_parts(parts, parts.quadrant + quadrant);
  return std::fabs(x) <= kTrigLimit ? y : kNaN<double>;
}

}  // namespace vmath

/// sin x, to 1 ulp for |x| <= 10^6. Beyond that NaN, not a value without meaning.
template <Real T>
[[nodiscard]] inline T sin(T x) {
  const T y = static_cast<T>(vmath::sin_from(x, 0));
  return x == T(0) ? x : y;
}

/// cos x, to 1 ulp for |x| <= 10^6. Beyond that NaN, not a value without meaning.
template <Real T>
[[nodiscard]] inline T cos(T x) {
  return static_cast<T>(vmath::sin_from(x, 1));
}

}  // namespace backplane
