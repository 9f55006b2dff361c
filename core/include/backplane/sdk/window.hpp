#pragma once
// A window that slides over one axis of an image: which inputs an output sees, and the
// images unfolded into the matrices whose products are convolutions.

#include <algorithm>
#include <cstdint>
#include <string>

#include "backplane/sdk/failure.hpp"

namespace backplane::sdk {

/// Output o sees the inputs o stride - before + k dilation, k = 0 ... kernel - 1.
struct Axis {
  std::int64_t in = 1, kernel = 1, stride = 1, dilation = 1;
  std::int64_t before = 0, after = 0;  ///< zeros around the input
  std::int64_t out = 1;

  /// Inputs from the first to the last that a window covers.
  [[nodiscard]] std::int64_t span() const { return dilation * (kernel - 1) + 1; }
  [[nodiscard]] std::int64_t input(std::int64_t o, std::int64_t k) const {
    return o * stride - before + k * dilation;
  }
  /// The outputs [first, last) whose k-th input is no padding.
  [[nodiscard]] std::int64_t first(std::int64_t k) const {
    const std::int64_t least = before - k * dilation;
    return std::clamp<std::int64_t>(least <= 0 ? 0 : (least + stride - 1) / stride, 0,
                                    out);
  }
  [[nodiscard]] std::int64_t last(std::int64_t k) const {
    const std::int64_t beyond = in + before - k * dilation;
    return std::clamp<std::int64_t>(beyond <= 0 ? 0 : (beyond - 1) / stride + 1, 0,
                                    out);
  }
};

/// Inputs, windows and outputs of a plane, rows first.
struct Plane {
  Axis h, w;
  [[nodiscard]] std::int64_t inputs() const { return h.in * w.in; }
  [[nodiscard]] std::int64_t taps() const { return h.kernel * w.kernel; }
  [[nodiscard]] std::int64_t outputs() const { return h.out * w.out; }
  /// Every window is one input, and each in its turn: nothing has to be unfolded.
  [[nodiscard]] bool is_pointwise() const {
    const auto plain = [](const Axis& a) {
      return a.kernel == 1 && a.stride == 1 && a.before == 0 && a.after == 0;
    };
    return plain(h) && plain(w);
  }
};

/// Rows [row, row + n) of the outputs, unfolded from one channel: line t of `lines`, ld
/// elements apart, holds the t-th input of each window in it; padding is zero.
template <class T>
void unfold_channel(const T* x, const Plane& plane, std::int64_t row, std::int64_t n,
                    T* lines, std::int64_t ld) {
  const Axis &h = plane.h, &w = plane.w;
  for (std::int64_t i = 0; i < h.kernel; ++i) {
    for (std::int64_t j = 0; j < w.kernel; ++j, lines += ld) {
      const std::int64_t left = w.first(j), right = std::max(left, w.last(j));
      T* to = lines;
      for (std::int64_t r = row; r < row + n; ++r, to += w.out) {
        const std::int64_t at = h.input(r, i);
        if (at < 0 || at >= h.in || left == right) {
          std::fill_n(to, w.out, T(0));
          continue;
        }
        const T* from = x + at * w.in + w.input(left, j);
        for (std::int64_t o = 0; o < left; ++o) to[o] = T(0);
        if (w.stride == 1) {
          for (std::int64_t o = left; o < right; ++o) to[o] = from[o - left];
        } else {
          for (std::int64_t o = left; o < right; ++o)
            to[o] = from[(o - left) * w.stride];
        }
        for (std::int64_t o = right; o < w.out; ++o) to[o] = T(0);
      }
    }
  }
}

/// The adjoint: adds each line back to the inputs that it was taken from.
template <class T>
void fold_channel(const T* lines, std::int64_t ld, const Plane& plane, std::int64_t row,
                  std::int64_t n, T* x) {
  const Axis &h = plane.h, &w = plane.w;
  for (std::int64_t i = 0; i < h.kernel; ++i) {
    for (std::int64_t j = 0; j < w.kernel; ++j, lines += ld) {
      const std::int64_t left = w.first(j), right = std::max(left, w.last(j));
      for (std::int64_t r = 0; r < n; ++r) {
        const std::int64_t at = h.input(row + r, i);
        if (at < 0 || at >= h.in || left == right) continue;
        const T* from = lines + r * w.out + left;
        T* to = x + at * w.in + w.input(left, j);
        if (w.stride == 1) {
          for (std::int64_t o = 0; o < right - left; ++o) to[o] += from[o];
        } else {
          for (std::int64_t o = 0; o < right - left; ++o) to[o * w.stride] += from[o];
        }
      }
    }
  }
}

}  // namespace backplane::sdk
