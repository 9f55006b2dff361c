#pragma once
// log x, log(1 + x) and softplus.

#include "backplane/sdk/math_exp.hpp"

namespace backplane {
namespace vmath {

/// x = 2^k m with m in [sqrt(1/2), sqrt(2)).
template <Real T>
struct LogParts {
  T k, m;
};

/// Pre: x is positive, normal and finite.
template <Real T>
[[nodiscard, gnu::always_inline]] inline LogParts<T> split_log(T x) {
  using L = Layout<T>;
  using Bits = typename L::Bits;
  const Bits root = to_bits(T(0x1.6a09e6p-1));  // sqrt(1/2)
  const Bits fraction = (Bits{1} << L::kMantissa) - 1;
  const Bits bits = to_bits(x) + (to_bits(T(1)) - root);
  const T k = from_bits<T>((bits >> L::kMantissa) | to_bits(L::kInteger));
  return {k - (L::kInteger + L::kBias), from_bits<T>((bits & fraction) + root)};
}

/// log(1 + f) + k ln 2 + c, for 1 + f in [sqrt(1/2), sqrt(2)) and a small correction c:
/// with s = f / (2 + f), log(1 + f) = 2 atanh(s) = f - f^2/2 + s (f^2/2 + s^2 Q(s^2)).
template <Real T>
[[nodiscard, gnu::always_inline]] inline T log_sum(T f, T k, T c) {
  using L = Layout<T>;
  const T s = f / (T(2) + f);
  const T z = s * s;
  T Q{};
  if constexpr (std::same_as<T, float>) {
    Q = polynomial(z, 0.666666627f, 0.400003374f, 0.285372376f, 0.235835701f);
  } else {
    Q = polynomial(z, 0.6666666666666666, 0.40000000000006286, 0.28571428569072993,
                   0.22222222648747533, 0.18181775508671472, 0.15387097647387407,
                   0.13249962053018555, 0.132527549619681);
  }
  const T half = T(0.5) * f * f;
  return k * L::kLn2High + ((s * (half + z * Q) + (k * L::kLn2Low + c)) - half + f);
}

}  // namespace vmath

/// The natural logarithm, to 1 ulp; log(0) = -inf, of a negative number NaN.
template <Real T>
[[nodiscard, gnu::always_inline]] inline T log(T x) {
  constexpr bool kSingle = std::same_as<T, float>;
  const bool subnormal = x < std::numeric_limits<T>::min();
  const T normal = subnormal ? x * T(kSingle ? 0x1p25 : 0x1p54) : x;
  const auto [k, m] = vmath::split_log(normal);
  const T y = vmath::log_sum(m - T(1), subnormal ? k - T(kSingle ? 25 : 54) : k, T(0));
  const T end = x == T(0) ? -vmath::kInfinity<T> : vmath::kNaN<T>;
  return x > T(0) ? (x < vmath::kInfinity<T> ? y : x) : end;
}

/// log(1 + x), to 1 ulp, also near 0; log1p(-1) = -inf, below that NaN.
template <Real T>
[[nodiscard, gnu::always_inline]] inline T log1p(T x) {
  const T u = T(1) + x;
  const auto [k, m] = vmath::split_log(u);
  // What rounding lost of x in u; nothing is lost where k = 0, as f is then x itself.
  const T lost = x > T(1) ? T(1) - (u - x) : x - (u - T(1));
  const bool near = k == T(0);
  const T y = vmath::log_sum(near ? x : m - T(1), k, near ? T(0) : lost / u);
  const T end = u == T(0) ? -vmath::kInfinity<T> : vmath::kNaN<T>;
  const T inside = std::fabs(x) < std::numeric_limits<T>::epsilon() / T(4) ? x : y;
  return u > T(0) ? (u < vmath::kInfinity<T> ? inside : x) : end;
}

/// log(1 + e^x), to 2 ulp, without overflow.
template <Real T>
[[nodiscard, gnu::always_inline]] inline T softplus(T x) {
  return (x < T(0) ? T(0) : x) + log1p(exp(-std::fabs(x)));
}

}  // namespace backplane
