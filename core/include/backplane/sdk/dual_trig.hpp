#pragma once
// The trigonometric and hyperbolic functions of dual numbers.

#include "backplane/sdk/dual_number.hpp"

namespace backplane {

template <Real T>
[[nodiscard]] inline Dual<T> sin(Dual<T> x) {
  return {sin(x.v), cos(x.v) * x.d};
}

template <Real T>
[[nodiscard]] inline Dual<T> cos(Dual<T> x) {
  return {cos(x.v), -sin(x.v) * x.d};
}

template <Real T>
[[nodiscard]] inline Dual<T> tan(Dual<T> x) {
  const T y = tan(x.v);
  return {y, (T(1) + y * y) * x.d};
}

template <Real T>
[[nodiscard]] inline Dual<T> asin(Dual<T> x) {
  return {asin(x.v), x.d / sqrt((T(1) - x.v) * (T(1) + x.v))};
}

template <Real T>
[[nodiscard]] inline Dual<T> acos(Dual<T> x) {
  return {acos(x.v), -x.d / sqrt((T(1) - x.v) * (T(1) + x.v))};
}

template <Real T>
[[nodiscard]] inline Dual<T> atan(Dual<T> x) {
  return {atan(x.v), x.d / (T(1) + x.v * x.v)};
}

template <Real T>
[[nodiscard]] inline Dual<T> sinh(Dual<T> x) {
  return {sinh(x.v), cosh(x.v) * x.d};
}

template <Real T>
[[nodiscard]] inline Dual<T> cosh(Dual<T> x) {
  return {cosh(x.v), sinh(x.v) * x.d};
}

template <Real T>
[[nodiscard]] inline Dual<T> asinh(Dual<T> x) {
  return {asinh(x.v), x.d / sqrt(x.v * x.v + T(1))};
}

template <Real T>
[[nodiscard]] inline Dual<T> acosh(Dual<T> x) {
  return {acosh(x.v), x.d / (sqrt(x.v - T(1)) * sqrt(x.v + T(1)))};
}

template <Real T>
[[nodiscard]] inline Dual<T> atanh(Dual<T> x) {
  return {atanh(x.v), x.d / ((T(1) - x.v) * (T(1) + x.v))};
}

}  // namespace backplane
