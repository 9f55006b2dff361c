#pragma once
// Each operation of formulas as a function of single numbers.

#include <cmath>

#include "backplane/sdk/formula_ops.hpp"
#include "backplane/sdk/math.hpp"

namespace backplane::formula {

inline constexpr double kGrowEnd = 40;  // from here on tanh(softplus(x)) rounds to 1

/// Of one value.
template <Op op, Real T>
[[nodiscard, gnu::always_inline]] inline T apply(T a) {
  // clang-format off
  if constexpr (op == Op::copy) return a;
  else if constexpr (op == Op::neg) return -a;
  else if constexpr (op == Op::abs) return backplane::abs(a);
  else if constexpr (op == Op::sqrt) return backplane::sqrt(a);
  else if constexpr (op == Op::exp) return backplane::exp(a);
  else if constexpr (op == Op::expm1) return backplane::expm1(a);
  else if constexpr (op == Op::log) return backplane::log(a);
  else if constexpr (op == Op::log1p) return backplane::log1p(a);
  else if constexpr (op == Op::sin) return backplane::sin(a);
  else if constexpr (op == Op::cos) return backplane::cos(a);
  else if constexpr (op == Op::tan) return backplane::tan(a);
  else if constexpr (op == Op::asin) return backplane::asin(a);
  else if constexpr (op == Op::acos) return backplane::acos(a);
  else if constexpr (op == Op::atan) return backplane::atan(a);
  else if constexpr (op == Op::sinh) return backplane::sinh(a);
  else if constexpr (op == Op::cosh) return backplane::cosh(a);
  else if constexpr (op == Op::tanh) return backplane::tanh(a);
  else if constexpr (op == Op::asinh) return backplane::asinh(a);
  else if constexpr (op == Op::acosh) return backplane::acosh(a);
  else if constexpr (op == Op::atanh) return backplane::atanh(a);
  else if constexpr (op == Op::erf) return backplane::erf(a);
  else if constexpr (op == Op::round) return backplane::round(a);
  else if constexpr (op == Op::floor) return backplane::floor(a);
  else if constexpr (op == Op::ceil) return backplane::ceil(a);
  else if constexpr (op == Op::sign) return backplane::sign(a);
  else if constexpr (op == Op::fade) return backplane::exp(-std::fabs(a));
  else if constexpr (op == Op::grow) return backplane::exp(backplane::min(a, T(kGrowEnd)));
  else if constexpr (op == Op::grow_share) return T(1) / (a * (a + T(2)) + T(2));
  // clang-format on
}

/// Of two. A comparison is 1 or 0.
template <Op op, Real T>
[[nodiscard, gnu::always_inline]] inline T apply(T a, T b) {
  // clang-format off
  if constexpr (op == Op::add) return a + b;
  else if constexpr (op == Op::sub) return a - b;
  else if constexpr (op == Op::mul) return a * b;
  else if constexpr (op == Op::div) return a / b;
  else if constexpr (op == Op::pow) return backplane::pow(a, b);
  else if constexpr (op == Op::min) return backplane::min(a, b);
  else if constexpr (op == Op::max) return backplane::max(a, b);
  else if constexpr (op == Op::less) return a < b ? T(1) : T(0);
  else if constexpr (op == Op::less_equal) return a <= b ? T(1) : T(0);
  else if constexpr (op == Op::equal) return a == b ? T(1) : T(0);
  else if constexpr (op == Op::not_equal) return a != b ? T(1) : T(0);
  else if constexpr (op == Op::fade_sigmoid) return (a < T(0) ? b : T(1)) / (T(1) + b);
  else if constexpr (op == Op::grow_damp) return a * (a + T(2)) * b;
  else if constexpr (op == Op::grow_slope) return (T(2) * a * b) * (T(2) * (a + T(1)) * b);
  // clang-format on
}

/// Of three.
template <Op op, Real T>
[[nodiscard, gnu::always_inline]] inline T apply(T a, T b, T c) {
  // clang-format off
  if constexpr (op == Op::where) return a != T(0) ? b : c;
  else if constexpr (op == Op::mul_add) return a * b + c;
  else if constexpr (op == Op::mul_sub) return a * b - c;
  else if constexpr (op == Op::sub_mul) return c - a * b;
  else if constexpr (op == Op::add_mul) return (a + b) * c;
  else if constexpr (op == Op::diff_mul) return (a - b) * c;
  else if constexpr (op == Op::mul_mul) return (a * b) * c;
  else if constexpr (op == Op::div_add) return a / (b + c);
  else if constexpr (op == Op::max_min) return backplane::min(backplane::max(a, b), c);
  // clang-format on
}

/// Of four.
template <Op op, Real T>
[[nodiscard, gnu::always_inline]] inline T apply(T a, T b, T c, T d) {
  if constexpr (op == Op::less_where) return a < b ? c : d;
  if constexpr (op == Op::less_equal_where) return a <= b ? c : d;
}

}  // namespace backplane::formula
