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

}  // namespace backplane
