#pragma once
// atan x, asin x and acos x; in float computed in double and rounded once.

#include "backplane/sdk/math_bits.hpp"

namespace backplane {
namespace vmath {

inline constexpr double kHalfPi = 0x1.921fb54442d18p+0;
inline constexpr double kHalfPiLow = 0x1.1a62633145c07p-54;  // pi/2 - kHalfPi

/// atan z for |z| <= tan(pi/8): z + z^3 P(z^2).
[[nodiscard, gnu::always_inline]] inline double atan_near(double z) {
  const double s = z * z;
  const double P =
      polynomial(s, -0.3333333333333333, 0.1999999999999548, -0.14285714284657894,
                 0.11111111014561013, -0.09090904549884611, 0.07692182535116648,
                 -0.06664502215671447, 0.058580687568615106, -0.05085030492810941,
                 0.03921955253255129, -0.019162068915902573);
  return z * s * P;  // less z, which the caller adds last
}

/// (asin z - z) / z for z^2 = s <= 1/4.
[[nodiscard, gnu::always_inline]] inline double asin_near(double s) {
  return s * polynomial(s, 0.1666666666666665, 0.07500000000020869, 0.04464285710323956,
                        0.030381947379559158, 0.022372047201808885, 0.01735526856395352,
                        0.013929545950485803, 0.011876344296279416,
                        0.0077986264075622334, 0.01604912458494932,
                        -0.010773195325585556, 0.028187667142318098);
}

/// With a = |x|: a = base + z, where base is 0, pi/4 or pi/2 and |z| <= tan(pi/8).
[[nodiscard, gnu::always_inline]] inline double atan_double(double x) {
  const double a = std::fabs(x);
  const bool near = a <= 0x1.a827999fcef32p-2, middle = a <= 0x1.3504f333f9de6p+1;
  const double over = near ? a : (middle ? a - 1.0 : -1.0);
  const double under = near ? 1.0 : (middle ? a + 1.0 : a);
  const double share = near ? 0.0 : (middle ? 0.5 : 1.0);
  const double z = over / under;
  const double y = share * kHalfPi + (z + (atan_near(z) + share * kHalfPiLow));
  return std::copysign(y, x);
}

/// What asin and acos share: |x| <= 1/2 is taken as it is, above it
/// asin a = pi/2 - 2 asin sqrt((1 - a) / 2).
struct Arc {
  double root, more;  ///< asin of the reduced argument is root + more
  bool near;
};

[[nodiscard, gnu::always_inline]] inline Arc reduced_arc(double a) {
  const bool near = a <= 0.5;
  const double s = near ? a * a : (1.0 - a) * 0.5;
  const double root = near ? a : std::sqrt(s);
  return {root, root * asin_near(s), near};
}

[[nodiscard, gnu::always_inline]] inline double asin_double(double x) {
  const auto [root, more, near] = reduced_arc(std::fabs(x));
  const double far = kHalfPi - (2.0 * root + (2.0 * more - kHalfPiLow));
  return std::copysign(near ? root + more : far, x);
}

[[nodiscard, gnu::always_inline]] inline double acos_double(double x) {
  const auto [root, more, near] = reduced_arc(std::fabs(x));
  const double middle =
      kHalfPi - (std::copysign(root, x) + (std::copysign(more, x) - kHalfPiLow));
  const double above = 2.0 * root + 2.0 * more;
  const double below = 2.0 * kHalfPi - (above - 2.0 * kHalfPiLow);
  const double y = near ? middle : (x > 0.0 ? above : below);
  return x != x ? x : y;
}

}  // namespace vmath

/// The angle in (-pi/2, pi/2) whose tangent is x, to 2 ulp.
template <Real T>
[[nodiscard, gnu::always_inline]] inline T atan(T x) {
  return static_cast<T>(vmath::atan_double(static_cast<double>(x)));
}

/// The angle in [-pi/2, pi/2] whose sine is x, to 2 ulp; NaN where |x| > 1.
template <Real T>
[[nodiscard, gnu::always_inline]] inline T asin(T x) {
  return static_cast<T>(vmath::asin_double(static_cast<double>(x)));
}

/// The angle in [0, pi] whose cosine is x, to 2 ulp; NaN where |x| > 1.
template <Real T>
[[nodiscard, gnu::always_inline]] inline T acos(T x) {
  return static_cast<T>(vmath::acos_double(static_cast<double>(x)));
}

}  // namespace backplane
