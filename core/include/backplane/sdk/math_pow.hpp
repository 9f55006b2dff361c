#pragma once
// x^y = e^(y log x), with the logarithm and the product in two doubles each.

#include "backplane/sdk/math_log.hpp"

namespace backplane {
namespace vmath {

/// A number of about 100 bits: high + low, |low| at most half a last place of high.
struct Pair {
  double high, low;
};

/// a + b exactly. Pre: |a| >= |b|, or a is 0.
[[nodiscard, gnu::always_inline]] inline Pair exact_sum(double a, double b) {
  const double sum = a + b;
  return {sum, b - (sum - a)};
}

/// The upper 26 bits of x.
[[nodiscard, gnu::always_inline]] inline double upper_half(double x) {
  const double shifted = x * 0x1.000001p+27;
  const double rest = shifted - x;
  return shifted - rest;
}

/// a b exactly (Dekker), unless parts of it underflow.
[[nodiscard, gnu::always_inline]] inline Pair exact_product(double a, double b) {
  const double product = a * b;
  const double a1 = upper_half(a), b1 = upper_half(b);
  const double a2 = a - a1, b2 = b - b1;
  return {product, ((a1 * b1 - product) + a1 * b2 + a2 * b1) + a2 * b2};
}

/// log(2^k m) to 66 bits, for m in [sqrt(1/2), sqrt(2)): as log_sum, in pairs.
[[nodiscard, gnu::always_inline]] inline Pair log_pair(double k, double m) {
  const double f = m - 1.0;
  const double d = 1.0 + m;
  const double d_low = (1.0 - (d - (d - 1.0))) + (m - (d - 1.0));
  const double s = f / d;
  const Pair back = exact_product(s, d);
  const double s_low = (((f - back.high) - back.low) - s * d_low) / d;
  const Pair z = exact_product(s, s);
  const double z_low = z.low + 2.0 * s * s_low;
  const double Q =
      polynomial(z.high, 0.39999999999999986, 0.2857142857144207, 0.2222222221814038,
                 0.18181818807865327, 0.15384560543511733, 0.13336193517757275,
                 0.11677053960971043, 0.11972285550968471);
  const Pair t = exact_sum(0x1.5555555555555p-1, 0x1.5555555555555p-55 + z.high * Q);
  const Pair cube = exact_product(s, z.high);
  const double cube_low = cube.low + s * z_low + s_low * z.high;
  const Pair b = exact_product(cube.high, t.high);
  const double b_low = b.low + cube.high * t.low + cube_low * t.high;

  const Pair series = exact_sum(2.0 * s, b.high);
  const Pair sum = exact_sum(k * Layout<double>::kLn2High, series.high);
  const double low = series.low + (2.0 * s_low + b_low) + k * Layout<double>::kLn2Low;
  return exact_sum(sum.high, sum.low + low);
}

/// a^y for a positive, finite a and any y but NaN.
[[nodiscard, gnu::always_inline]] inline double pow_positive(double a, double y) {
  const bool subnormal = a < std::numeric_limits<double>::min();
  const auto [k, m] = split_log(subnormal ? a * 0x1p54 : a);
  const Pair log = log_pair(subnormal ? k - 54.0 : k, m);
  // Past these bounds the power is 0, 1 or infinite, and the products must not be.
  const double power = clamp(y, -0x1p80, 0x1p80);
  const Pair product = exact_product(power, log.high);
  const double inside = clamp(product.high, -800.0, 800.0);
  const double low = product.high == inside ? product.low + power * log.low : 0.0;
  const auto [n, r] = split_exp(inside);
  const double half = round_small(n * 0.5);
  return (1.0 + expm1_small(r + low)) * pow2(half) * pow2(n - half);
}

/// True if a >= 0 is a whole number.
[[nodiscard, gnu::always_inline]] inline bool is_whole(double a) {
  return ((a + 0x1p52) - 0x1p52 == a) | (a >= 0x1p52);
}

/// The same, as good as a float needs.
[[nodiscard, gnu::always_inline]] inline double pow_positive_short(double a, double y) {
  return backplane::exp(clamp(y, -0x1p80, 0x1p80) * backplane::log(a));
}

/// x^y with the rules for signs and ends; T says how exact it must be.
template <Real T>
[[nodiscard, gnu::always_inline]] inline double pow_any(double x, double y) {
  const double a = std::fabs(x), b = std::fabs(y);
  const bool whole = is_whole(b);
  const bool odd = whole & !is_whole(b * 0.5);
  double finite{};
  if constexpr (std::same_as<T, float>) {
    finite = pow_positive_short(a, y);
  } else {
    finite = pow_positive(a, y);
  }
  const double at_zero = y < 0.0 ? kInfinity<double> : 0.0;
  const double at_infinity = y < 0.0 ? 0.0 : kInfinity<double>;
  const double size =
      a == 0.0 ? at_zero : (a == kInfinity<double> ? at_infinity : finite);
  const double sized = odd ? std::copysign(size, x) : size;
  const bool no_root = (x < 0.0) & !whole & (a < kInfinity<double>);
  const bool unknown = no_root | (x != x) | (y != y);
  return ((y == 0.0) | (x == 1.0)) ? 1.0 : (unknown ? kNaN<double> : sized);
}

}  // namespace vmath

/// x^y, to 1 ulp in float and 2 ulp in double; 1 where y is 0 or x is 1, even with a
/// NaN.
template <Real T>
[[nodiscard, gnu::always_inline]] inline T pow(T x, T y) {
  return static_cast<T>(
      vmath::pow_any<T>(static_cast<double>(x), static_cast<double>(y)));
}

}  // namespace backplane
