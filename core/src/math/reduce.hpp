#pragma once
// Sums in a fixed tree: small rounding error, and the same bits however work is split.

#include <array>
#include <cstddef>
#include <span>

namespace backplane {

/// The sum of term(i) for i in [first, first + n), each taken once, in doubles. The
/// shape of the tree is a function of n alone.
template <class F>
[[nodiscard]] double tree_sum(std::size_t first, std::size_t n, const F& term) {
  constexpr std::size_t kLanes = 8;
  constexpr std::size_t kLeaf = 128;
  if (n > kLeaf) {
    const std::size_t left = (n / kLanes + 1) / 2 * kLanes;
    return tree_sum(first, left, term) + tree_sum(first + left, n - left, term);
  }
  std::array<double, kLanes> lanes{};
  std::size_t i = 0;
  for (; i + kLanes <= n; i += kLanes) {
    for (std::size_t k = 0; k < kLanes; ++k) {
      lanes[k] += static_cast<double>(term(first + i + k));
    }
  }
  for (std::size_t k = 0; i < n; ++i, ++k) {
    lanes[k] += static_cast<double>(term(first + i));
  }
  return ((lanes[0] + lanes[4]) + (lanes[2] + lanes[6])) +
         ((lanes[1] + lanes[5]) + (lanes[3] + lanes[7]));
}

/// The sum of all values.
template <class T>
[[nodiscard]] double tree_sum(std::span<const T> values) {
  return tree_sum(std::size_t{0}, values.size(),
                  [&](std::size_t i) { return values[i]; });
}

/// The sum of the squares of all values.
template <class T>
[[nodiscard]] double tree_sum_of_squares(std::span<const T> values) {
  return tree_sum(std::size_t{0}, values.size(), [&](std::size_t i) {
    const auto value = static_cast<double>(values[i]);
    return value * value;
  });
}

}  // namespace backplane
