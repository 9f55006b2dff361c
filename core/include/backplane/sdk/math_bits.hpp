#pragma once
// What the vector math is made of: branch-free steps that compilers turn into SIMD.
// No fused multiply-add is assumed and none may be made (-ffp-contract=off): the bits
// of a result do not depend on the CPU or on an element's place in a loop.

#include <bit>
#include <cmath>
#include <concepts>
#include <cstdint>
#include <limits>

namespace backplane {

/// The two precisions that every part serves.
template <class T>
concept Real = std::same_as<T, float> || std::same_as<T, double>;

namespace vmath {

/// How a float and a double are laid out, and the constants that depend on it.
template <Real T>
struct Layout;

template <>
struct Layout<float> {
  using Bits = std::uint32_t;
  static constexpr int kMantissa = 23;
  static constexpr float kBias = 127;
  static constexpr float kRound = 0x1.8p23f;       // x + kRound rounds x to an integer
  static constexpr float kInteger = 0x1p23f;       // kInteger | n is kInteger + n
  static constexpr float kLn2High = 0x1.62e4p-1f;  // n * kLn2High is exact
  static constexpr float kLn2Low = 0x1.7f7d1cp-20f;
};

template <>
struct Layout<double> {
  using Bits = std::uint64_t;
  static constexpr int kMantissa = 52;
  static constexpr double kBias = 1023;
  static constexpr double kRound = 0x1.8p52;
  static constexpr double kInteger = 0x1p52;
  static constexpr double kLn2High = 0x1.62e42feep-1;
  static constexpr double kLn2Low = 0x1.a39ef35793c76p-33;
};

template <Real T>
inline constexpr T kInfinity = std::numeric_limits<T>::infinity();
template <Real T>
inline constexpr T kNaN = std::numeric_limits<T>::quiet_NaN();

template <Real T>
[[nodiscard, gnu::always_inline]] inline typename Layout<T>::Bits to_bits(T x) {
  return std::bit_cast<typename Layout<T>::Bits>(x);
}

template <Real T>
[[nodiscard, gnu::always_inline]] inline T from_bits(typename Layout<T>::Bits bits) {
  return std::bit_cast<T>(bits);
}

/// c0 + c1 x + c2 x^2 + ...
template <Real T>
[[nodiscard, gnu::always_inline]] inline T polynomial(T, T c0) {
  return c0;
}
template <Real T, std::same_as<T>... C>
[[nodiscard, gnu::always_inline]] inline T polynomial(T x, T c0, C... rest) {
  return c0 + x * polynomial(x, rest...);
}

/// The nearest integer, ties to even, as a T. Pre: |x| < 2^22 (float), 2^51 (double).
template <Real T>
[[nodiscard, gnu::always_inline]] inline T round_small(T x) {
  return (x + Layout<T>::kRound) - Layout<T>::kRound;
}

/// 2^n. Pre: n is an integer and 2^n a normal number.
template <Real T>
[[nodiscard, gnu::always_inline]] inline T pow2(T n) {
  using L = Layout<T>;
  return from_bits<T>(to_bits(n + (L::kRound + L::kBias)) << L::kMantissa);
}

/// x, but no less than low and no more than high; NaN stays NaN.
template <Real T>
[[nodiscard, gnu::always_inline]] inline T clamp(T x, T low, T high) {
  const T above = x < low ? low : x;
  return above > high ? high : above;
}

}  // namespace vmath
}  // namespace backplane
