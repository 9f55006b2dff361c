#pragma once
// sinh x, cosh x and the inverses asinh, acosh and atanh; in float computed in double
// and rounded once.

#include "backplane/sdk/math_log.hpp"

namespace backplane {
namespace vmath {

/// e^a / 2, also where e^a overflows. Pre: a >= 0, or NaN.
[[nodiscard, gnu::always_inline]] inline double half_exp(double a) {
  const auto [n, r] = split_exp(clamp(a, 0.0, 712.0));
  const double half = round_small(n * 0.5);
  return (1.0 + expm1_small(r)) * pow2(half) * pow2(n - half - 1.0);
}

[[nodiscard, gnu::always_inline]] inline double sinh_double(double x) {
  const double a = std::fabs(x), s = a * a;
  const double big = half_exp(a);
  const double P =
      polynomial(s, 0.16666666666666666, 0.008333333333333299, 0.00019841269841324471,
                 2.7557319191250885e-06, 2.50521177239532e-08, 1.6057676882739475e-10,
                 7.746278224810715e-13);
  return std::copysign(a < 1.0 ? a + a * s * P : big - 0.25 / big, x);
}

[[nodiscard, gnu::always_inline]] inline double cosh_double(double x) {
  const double big = half_exp(std::fabs(x));
  return big + 0.25 / big;
}

inline constexpr double kLn2 = 0x1.62e42fefa39efp-1;
inline constexpr double kHuge = 0x1p60;  // from here on x + 1 is x

/// log(a + sqrt(a^2 + 1))
[[nodiscard, gnu::always_inline]] inline double asinh_double(double x) {
  const double a = std::fabs(x), s = a * a;
  const bool huge = a > kHuge;
  const double y = log1p(huge ? a : a + s / (1.0 + std::sqrt(1.0 + s)));
  return std::copysign(huge ? y + kLn2 : y, x);
}

/// log(x + sqrt(x^2 - 1))
[[nodiscard, gnu::always_inline]] inline double acosh_double(double x) {
  const double t = x - 1.0;
  const bool huge = x > kHuge;
  const double y = log1p(huge ? x : t + std::sqrt(t * (t + 2.0)));
  return x < 1.0 ? kNaN<double> : (huge ? y + kLn2 : y);
}

/// log((1 + x) / (1 - x)) / 2
[[nodiscard, gnu::always_inline]] inline double atanh_double(double x) {
  const double a = std::fabs(x);
  const double twice = a + a;
  const double u = a < 0.5 ? twice + twice * a / (1.0 - a) : twice / (1.0 - a);
  return std::copysign(0.5 * log1p(u), x);
}

}  // namespace vmath

/// (e^x - e^-x) / 2, to 2 ulp.
template <Real T>
[[nodiscard, gnu::always_inline]] inline T sinh(T x) {
  return static_cast<T>(vmath::sinh_double(static_cast<double>(x)));
}

/// (e^x + e^-x) / 2, to 2 ulp.
template <Real T>
[[nodiscard, gnu::always_inline]] inline T cosh(T x) {
  return static_cast<T>(vmath::cosh_double(static_cast<double>(x)));
}

/// The number whose sinh is x, to 3 ulp.
template <Real T>
[[nodiscard, gnu::always_inline]] inline T asinh(T x) {
  return static_cast<T>(vmath::asinh_double(static_cast<double>(x)));
}

/// The number that is not negative and whose cosh is x, to 3 ulp; NaN where x < 1.
template <Real T>
[[nodiscard, gnu::always_inline]] inline T acosh(T x) {
  return static_cast<T>(vmath::acosh_double(static_cast<double>(x)));
}

/// The number whose tanh is x, to 3 ulp; infinite at -1 and 1, NaN beyond.
template <Real T>
[[nodiscard, gnu::always_inline]] inline T atanh(T x) {
  return static_cast<T>(vmath::atanh_double(static_cast<double>(x)));
}

}  // namespace backplane
