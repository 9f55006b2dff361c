#pragma once
// erf x = 2 / sqrt(pi) * the integral of e^(-t^2) for t from 0 to x.

#include "backplane/sdk/math_exp.hpp"

namespace backplane {
namespace vmath {

/// erf a for 0 <= a < 1: a + a P(a^2).
template <Real T>
[[nodiscard, gnu::always_inline]] inline T erf_near(T a) {
  const T z = a * a;
  T P{};
  if constexpr (std::same_as<T, float>) {
    P = polynomial(z, 0.128379166f, -0.37612626f, 0.112836003f, -0.0268544443f,
                   0.00518953567f, -0.000802084513f, 7.88913239e-05f);
  } else {
    P = polynomial(z, 0.1283791670955126, -0.3761263890318375, 0.11283791670954885,
                   -0.026866170645077875, 0.0052239776248284315, -0.0008548326981425884,
                   0.00012055331132976754, -1.4925595772854553e-05,
                   1.6461008490952578e-06, -1.6350396383911513e-07,
                   1.4660329934243189e-08, -1.1374960859212245e-09,
                   5.960694668779614e-11);
  }
  return a + a * P;
}

/// log(1 - erf a) for 1 <= a <= 5.95 (3.95 in float), where erf rounds to 1.
template <Real T>
[[nodiscard, gnu::always_inline]] inline T log_erfc(T a) {
  if constexpr (std::same_as<T, float>) {
    return polynomial(a, 0.000188031539f, -1.12957835f, -0.633219957f, -0.108418502f,
                      0.0252082087f, -0.0042045447f, 0.000441332988f, -2.16865737e-05f);
  } else {
    return polynomial(
        a, -1.8439483579258621e-07, -1.1283772822983182, -0.6366287042076683,
        -0.10274664116839584, 0.019076952383427027, 0.00028223303675812026,
        -0.0017709302435518796, 0.0006428377335226571, -4.595856524100741e-05,
        -6.974910635700132e-05, 4.476937183995314e-05, -1.642130017745599e-05,
        4.3017299724962534e-06, -8.45181663635096e-07, 1.248288567781812e-07,
        -1.3521961930094673e-08, 1.0170222463324033e-09, -4.75156107447248e-11,
        1.039009949176699e-12);
  }
}

}  // namespace vmath

/// The error function, to 2 ulp.
template <Real T>
[[nodiscard, gnu::always_inline]] inline T erf(T x) {
  constexpr bool kSingle = std::same_as<T, float>;
  const T a = std::fabs(x);
  const T end = T(kSingle ? 3.95 : 5.95);
  const auto [n, r] = vmath::split_exp(vmath::log_erfc(a > end ? end : a));
  const T far = T(1) - (T(1) + vmath::expm1_small(r)) * vmath::pow2(n);
  return std::copysign(a < T(1) ? vmath::erf_near(a) : far, x);
}

}  // namespace backplane
