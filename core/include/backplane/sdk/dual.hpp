#pragma once
// Functions of dual numbers: each brings its derivative along.

#include "backplane/sdk/dual_number.hpp"
#include "backplane/sdk/dual_round.hpp"
#include "backplane/sdk/dual_trig.hpp"

namespace backplane {

/// At 0 the derivative is taken as 0, as PyTorch does.
template <Real T>
[[nodiscard]] inline Dual<T> abs(Dual<T> x) {
  const T sign = x.v > T(0) ? T(1) : (x.v < T(0) ? T(-1) : T(0));
  return {abs(x.v), sign * x.d};
}

template <Real T>
[[nodiscard]] inline Dual<T> sqrt(Dual<T> x) {
  const T root = sqrt(x.v);
  return {root, x.d / (root + root)};
}

template <Real T>
[[nodiscard]] inline Dual<T> exp(Dual<T> x) {
  const T y = exp(x.v);
  return {y, y * x.d};
}

template <Real T>
[[nodiscard]] inline Dual<T> expm1(Dual<T> x) {
  return {expm1(x.v), exp(x.v) * x.d};
}

template <Real T>
[[nodiscard]] inline Dual<T> log(Dual<T> x) {
  return {log(x.v), x.d / x.v};
}

template <Real T>
[[nodiscard]] inline Dual<T> log1p(Dual<T> x) {
  return {log1p(x.v), x.d / (T(1) + x.v)};
}

template <Real T>
[[nodiscard]] inline Dual<T> tanh(Dual<T> x) {
  const T y = tanh(x.v);
  return {y, (T(1) - y * y) * x.d};
}

template <Real T>
[[nodiscard]] inline Dual<T> sigmoid(Dual<T> x) {
  const T y = sigmoid(x.v);
  return {y, y * (T(1) - y) * x.d};
}

template <Real T>
[[nodiscard]] inline Dual<T> softplus(Dual<T> x) {
  return {softplus(x.v), sigmoid(x.v) * x.d};
}

template <Real T>
[[nodiscard]] inline Dual<T> erf(Dual<T> x) {
  const T slope = T(1.1283791670955126) * exp(-(x.v * x.v));  // 2 / sqrt(pi) e^(-x^2)
  return {erf(x.v), slope * x.d};
}

/// x^y with a constant y.
template <Real T>
[[nodiscard]] inline Dual<T> pow(Dual<T> x, std::type_identity_t<T> y) {
  return {pow(x.v, y), y * pow(x.v, y - T(1)) * x.d};
}

/// x^y. Pre: x > 0, or y is constant.
template <Real T>
[[nodiscard]] inline Dual<T> pow(Dual<T> x, Dual<T> y) {
  const T power = pow(x.v, y.v);
  const T by_y = y.d == T(0) ? T(0) : power * log(x.v) * y.d;
  return {power, y.v * pow(x.v, y.v - T(1)) * x.d + by_y};
}

template <Real T>
[[nodiscard]] inline Dual<T> min(Dual<T> a, std::type_identity_t<Dual<T>> b) {
  return ((b.v < a.v) | (b.v != b.v)) ? b : a;
}

template <Real T>
[[nodiscard]] inline Dual<T> max(Dual<T> a, std::type_identity_t<Dual<T>> b) {
  return ((a.v < b.v) | (b.v != b.v)) ? b : a;
}

}  // namespace backplane
