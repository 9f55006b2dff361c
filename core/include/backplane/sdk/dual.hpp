#pragma once
// Dual numbers v + d e with e^2 = 0: f(x + e) = f(x) + f'(x) e, so a formula written as
// a template brings its derivative along.

#include <type_traits>

#include "backplane/sdk/math.hpp"

namespace backplane {

template <Real T>
struct Dual {
  T v = 0;  ///< the value
  T d = 0;  ///< its derivative

  constexpr Dual() = default;
  constexpr Dual(T value, T derivative) : v(value), d(derivative) {}
  template <class U>
  requires std::is_arithmetic_v<U>
  constexpr Dual(U value) : v(static_cast<T>(value)) {}

  friend constexpr Dual operator+(Dual a) { return a; }
  friend constexpr Dual operator-(Dual a) { return {-a.v, -a.d}; }
  friend constexpr Dual operator+(Dual a, Dual b) { return {a.v + b.v, a.d + b.d}; }
  friend constexpr Dual operator-(Dual a, Dual b) { return {a.v - b.v, a.d - b.d}; }
  friend constexpr Dual operator*(Dual a, Dual b) {
    return {a.v * b.v, a.d * b.v + a.v * b.d};
  }
  friend constexpr Dual operator/(Dual a, Dual b) {
    const T q = a.v / b.v;
    return {q, (a.d - q * b.d) / b.v};
  }
  constexpr Dual& operator+=(Dual b) { return *this = *this + b; }
  constexpr Dual& operator-=(Dual b) { return *this = *this - b; }
  constexpr Dual& operator*=(Dual b) { return *this = *this * b; }
  constexpr Dual& operator/=(Dual b) { return *this = *this / b; }

  friend constexpr bool operator==(Dual a, Dual b) { return a.v == b.v; }
  friend constexpr bool operator<(Dual a, Dual b) { return a.v < b.v; }
  friend constexpr bool operator>(Dual a, Dual b) { return a.v > b.v; }
  friend constexpr bool operator<=(Dual a, Dual b) { return a.v <= b.v; }
  friend constexpr bool operator>=(Dual a, Dual b) { return a.v >= b.v; }
};

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

template <Real T>
[[nodiscard]] inline Dual<T> sin(Dual<T> x) {
  return {sin(x.v), cos(x.v) * x.d};
}

template <Real T>
[[nodiscard]] inline Dual<T> cos(Dual<T> x) {
  return {cos(x.v), -sin(x.v) * x.d};
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
