#pragma once
// sin x, cos x and tan x, for |x| up to a million.

#include "backplane/sdk/math_bits.hpp"

namespace backplane {
namespace vmath {

inline constexpr double kTrigLimit = 1e6;

struct SinCos {
  double sine, cosine;
};

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

/// The sine and the cosine of r + low, in full.
[[nodiscard, gnu::always_inline]] inline SinCos sin_cos(const TrigParts& at) {
  const auto [n, r, low] = at;
  const double z = r * r;
  const double S = polynomial(z, -0.16666666666666632, 0.00833333333332234,
                              -0.00019841269829741102, 2.7557313666654556e-06,
                              -2.5050753886158922e-08, 1.5896536832537003e-10);
  const double C = polynomial(z, 0.0416666666666666, -0.001388888888887399,
                              2.4801587289395035e-05, -2.7557314326062314e-07,
                              2.087571956297743e-09, -1.1359448897584652e-11);
  const double w = 1.0 - 0.5 * z;
  return {r + (r * z * S + (low - 0.5 * z * low)),
          w + (((1.0 - w) - 0.5 * z) + (z * z * C - r * low))};
}

/// The same, as good as a float needs.
[[nodiscard, gnu::always_inline]] inline SinCos sin_cos_short(double r) {
  const double z = r * r;
  const double S = polynomial(z, -0.16666666641426847, 0.008333329362313588,
                              -0.00019839327145482473, 2.7182373482557023e-06);
  const double C = polynomial(z, 0.041666666622477755, -0.0013888883723665845,
                              2.4799511771005326e-05, -2.720954826903006e-07);
  return {r + r * z * S, (1.0 - 0.5 * z) + z * z * C};
}

/// sin(x + shift pi/2), with shift 0 or 1.
template <Real T>
[[nodiscard, gnu::always_inline]] inline T sin_shifted(T argument,
                                                       std::uint64_t shift) {
  const auto x = static_cast<double>(argument);
  const TrigParts parts = split_trig(x);
  const double n = parts.n;
  SinCos both{};
  if constexpr (std::same_as<T, float>) {
    both = sin_cos_short(parts.r);
  } else {
    both = sin_cos(parts);
  }
  // Odd or even in floating point: SSE2 cannot compare 64-bit integers.
  const double odd = n - 2.0 * round_small(n * 0.5);
  const double y = (odd != 0.0) == (shift == 0) ? both.cosine : both.sine;
  const std::uint64_t quadrant = to_bits(n + Layout<double>::kRound) + shift;
  const double turned = from_bits<double>(to_bits(y) ^ ((quadrant & 2) << 62));
  return static_cast<T>(std::fabs(x) <= kTrigLimit ? turned : kNaN<double>);
}

[[nodiscard, gnu::always_inline]] inline double tan_double(double x) {
  const TrigParts parts = split_trig(x);
  const auto [sine, cosine] = sin_cos(parts);
  const double odd = parts.n - 2.0 * round_small(parts.n * 0.5);
  const double y = odd != 0.0 ? -cosine / sine : sine / cosine;
  return std::fabs(x) <= kTrigLimit ? y : kNaN<double>;
}

}  // namespace vmath

/// sin x, to 1 ulp for |x| <= 10^6. Beyond that NaN, not a value without meaning.
template <Real T>
[[nodiscard, gnu::always_inline]] inline T sin(T x) {
  const T y = vmath::sin_shifted(x, 0);
  return x == T(0) ? x : y;
}

/// cos x, to 1 ulp for |x| <= 10^6. Beyond that NaN, not a value without meaning.
template <Real T>
[[nodiscard, gnu::always_inline]] inline T cos(T x) {
  return vmath::sin_shifted(x, 1);
}

/// sin x / cos x, to 3 ulp for |x| <= 10^6. Beyond that NaN, not a value without
/// meaning.
template <Real T>
[[nodiscard, gnu::always_inline]] inline T tan(T x) {
  const T y = static_cast<T>(vmath::tan_double(static_cast<double>(x)));
  return x == T(0) ? x : y;
}

}  // namespace backplane
