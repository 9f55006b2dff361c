#pragma once
// e^x, e^x - 1, tanh and the logistic sigmoid.

#include "backplane/sdk/math_bits.hpp"

namespace backplane {
namespace vmath {

/// x = n ln 2 + r with |r| <= ln 2 / 2.
template <Real T>
struct ExpParts {
  T n, r;
};

template <Real T>
[[nodiscard, gnu::always_inline]] inline ExpParts<T> split_exp(T x) {
  using L = Layout<T>;
  const T n = round_small(x * T(0x1.71547652b82fep+0));
  return {n, (x - n * L::kLn2High) - n * L::kLn2Low};
}

/// e^r - 1 for |r| <= ln 2 / 2.
template <Real T>
[[nodiscard, gnu::always_inline]] inline T expm1_small(T r) {
  T tail{};
  if constexpr (std::same_as<T, float>) {
    tail = polynomial(r, 0.5f, 0.166666672f, 0.0416663513f, 0.0083332723f,
                      0.00139412074f, 0.000199144502f);
  } else {
    tail =
        polynomial(r, 0.5, 0.16666666666666677, 0.0416666666666667,
                   0.008333333333321436, 0.0013888888888866542, 0.0001984126988667243,
                   2.4801587361166423e-05, 2.7557243610048424e-06,
                   2.755724222128554e-07, 2.5109261532501735e-08, 2.09246138578273e-09);
  }
  return r + r * r * tail;
}

}  // namespace vmath

/// e^x, to 1 ulp. Subnormal results are rounded, not flushed.
template <Real T>
[[nodiscard, gnu::always_inline]] inline T exp(T x) {
  constexpr bool kSingle = std::same_as<T, float>;
  const T inside = vmath::clamp(x, T(kSingle ? -104 : -746), T(kSingle ? 89 : 710));
  const auto [n, r] = vmath::split_exp(inside);
  // Two factors, as 2^n alone may be no normal number.
  const T half = vmath::round_small(n * T(0.5));
  return (T(1) + vmath::expm1_small(r)) * vmath::pow2(half) * vmath::pow2(n - half);
}

/// e^x - 1, to 2 ulp, also near 0.
template <Real T>
[[nodiscard, gnu::always_inline]] inline T expm1(T x) {
  constexpr bool kSingle = std::same_as<T, float>;
  const T inside = vmath::clamp(x, T(kSingle ? -20 : -40), T(kSingle ? 89 : 710));
  const auto [n, r] = vmath::split_exp(inside);
  // 2^n e^r - 1 = 2 (s q + s - 1/2), with s = 2^(n-1), which does not overflow.
  const T s = vmath::pow2(n - T(1));
  const T y = T(2) * (s * vmath::expm1_small(r) + (s - T(0.5)));
  return std::fabs(x) < std::numeric_limits<T>::epsilon() / T(4) ? x : y;
}

/// (e^x - e^-x) / (e^x + e^-x), to 3 ulp.
template <Real T>
[[nodiscard, gnu::always_inline]] inline T tanh(T x) {
  const T t = expm1(T(-2) * std::fabs(x));
  return std::copysign(-t / (t + T(2)), x);
}

/// 1 / (1 + e^-x), to 3 ulp, also where it is tiny.
template <Real T>
[[nodiscard, gnu::always_inline]] inline T sigmoid(T x) {
  const T e = exp(-std::fabs(x));
  return (x < T(0) ? e : T(1)) / (T(1) + e);
}

}  // namespace backplane
