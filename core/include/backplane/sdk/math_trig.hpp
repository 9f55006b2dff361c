#pragma once
// sin x and cos x, for |x| up to a million.

#include "backplane/sdk/math_bits.hpp"

namespace backplane {
namespace vmath {

inline constexpr double kTrigLimit = 1e6;

/// x = n pi/2 + r + low, with |r| <= pi/4.
struct TrigParts {
  double n, r, low;
};

[[nodiscard, gnu::always_inline]] inline TrigParts split_trig(double x) {
  // pi/2 in three parts; n times one of the first two is exact.
  constexpr double kHigh = 0x1.921fb544p+0, kMiddle = 0x1.0b4611a6p-34,
                   kLow = 0x1.3198a2e037073p-69;
  const double n = round_small(x * 0x1.45f306dc9c883p-1);
  const double first = x - n * kHigh;
  const double second = n * kMiddle;
  const double sum = first - second;
  const double rest = n * kLow - ((first - sum) - second);
  const double r = sum - rest;
  return {n, r, (sum - r) - rest};
}

/// sin((n + shift) pi/2 + r + low), with shift 0 or 1.
[[nodiscard, gnu::always_inline]] inline double sin_shifted(double x,
                                                            std::uint64_t shift) {
  const auto [n, r, low] = split_trig(x);
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
  // Odd or even in floating point: SSE2 cannot compare 64-bit integers.
  const double odd = n - 2.0 * round_small(n * 0.5);
  const double y = (odd != 0.0) == (shift == 0) ? cosine : sine;
  const std::uint64_t quadrant = to_bits(n + Layout<double>::kRound) + shift;
  const double turned = from_bits<double>(to_bits(y) ^ ((quadrant & 2) << 62));
  return std::fabs(x) <= kTrigLimit ? turned : kNaN<double>;
}

}  // namespace vmath

/// sin x, to 1 ulp for |x| <= 10^6. Beyond that NaN, not a value without meaning.
template <Real T>
[[nodiscard, gnu::always_inline]] inline T sin(T x) {
  const T y = static_cast<T>(vmath::sin_shifted(x, 0));
  return x == T(0) ? x : y;
}

/// cos x, to 1 ulp for |x| <= 10^6. Beyond that NaN, not a value without meaning.
template <Real T>
[[nodiscard, gnu::always_inline]] inline T cos(T x) {
  return static_cast<T>(vmath::sin_shifted(x, 1));
}

}  // namespace backplane
