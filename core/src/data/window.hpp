#pragma once
// An image moved within its frame: y[r, c] = x[r + dy, c + dx].

#include <algorithm>
#include <cstdint>
#include <cstdlib>

#include "data/augment.hpp"

namespace backplane::data {

/// Where i lies when an axis of n is continued as in a mirror that stands on its last
/// element. Pre: -n < i < 2n - 1.
[[nodiscard]] inline std::int64_t mirrored(std::int64_t i, std::int64_t n) {
  if (i < 0) return -i;
  return i < n ? i : 2 * (n - 1) - i;
}

/// What lies outside is `fill`. The plane moves as one piece; what came in at the edges
/// by that is painted over.
template <class T>
void move_filled(Image<T> image, std::int64_t dy, std::int64_t dx, T fill) {
  const auto [C, H, W] = image.size;
  const std::int64_t offset = dy * W + dx, n = H * W;
  const std::int64_t top = std::clamp<std::int64_t>(-dy, 0, H);
  const std::int64_t bottom = std::clamp<std::int64_t>(H - dy, top, H);
  const std::int64_t left = std::clamp<std::int64_t>(-dx, 0, W);
  const std::int64_t right = std::clamp<std::int64_t>(W - dx, left, W);
  for (std::int64_t c = 0; c < C; ++c) {
    T* x = image.plane(c);
    if (offset > 0 && offset < n) std::copy(x + offset, x + n, x);
    if (offset < 0 && -offset < n) std::copy_backward(x, x + n + offset, x + n);
    std::fill(x, x + top * W, fill);
    for (std::int64_t r = top; r < bottom; ++r) {
      std::fill(x + r * W, x + r * W + left, fill);
      std::fill(x + r * W + right, x + (r + 1) * W, fill);
    }
    std::fill(x + bottom * W, x + n, fill);
  }
}

/// What lies outside is mirrored. Pre: |dy| < H, |dx| < W; `spare` has room for a
/// plane.
template <class T>
void move_mirrored(Image<T> image, std::int64_t dy, std::int64_t dx, T* spare) {
  const auto [C, H, W] = image.size;
  for (std::int64_t c = 0; c < C; ++c) {
    T* x = image.plane(c);
    std::copy(x, x + H * W, spare);
    for (std::int64_t r = 0; r < H; ++r) {
      const T* from = spare + mirrored(r + dy, H) * W;
      for (std::int64_t k = 0; k < W; ++k) x[r * W + k] = from[mirrored(k + dx, W)];
    }
  }
}

}  // namespace backplane::data
