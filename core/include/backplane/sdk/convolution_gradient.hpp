#pragma once
// The gradient of a convolution's weights at any stride, by the host's gemm_at:
//   dW[o, (i, t)] = sum over images and outputs p of dy[o, p] x[i, p's tap t]
// with dy turned, so that a pixel's channels lie together, and the sums kept as
// (I taps, O) in numbered slots, one a task, which a second phase adds in their order.

#include <algorithm>
#include <cstdint>

#include "backplane/sdk/convolution_direct.hpp"
#include "backplane/sdk/lanes.hpp"

namespace backplane::sdk {

struct WeightGradient {
  Convolution c;
  Padded padded;

  static WeightGradient make(const Convolution& c) {
    constexpr std::int64_t kElements = 65536;
    WeightGradient g{c, {c.plane, 1}};
    const std::int64_t pitch = g.padded.pitch(), channels = c.I / c.G;
    const std::int64_t row =
        channels * pitch * c.plane.h.stride + g.width() * c.plane.w.out;
    const std::int64_t rows = (kElements - channels * pitch * c.plane.h.span()) /
                              std::max<std::int64_t>(row, 1);
    g.padded.rows =
        std::clamp<std::int64_t>(rows, 1, std::max<std::int64_t>(c.plane.h.out, 1));
    return g;
  }

  /// Columns of a slot: the channels of a group, whole vectors.
  [[nodiscard]] std::int64_t width() const { return whole(c.O / c.G); }
  [[nodiscard]] std::int64_t pixels() const { return padded.rows * c.plane.w.out; }
  [[nodiscard]] Cut blocks() const { return cut(c.plane.h.out, padded.rows, 1); }
  [[nodiscard]] std::int64_t room() const {
    return c.I / c.G * padded.size() + pixels() * width() + 16;
  }
  [[nodiscard]] std::int64_t entries() const { return c.depth() + 2 * pixels(); }
  /// Elements of a slot's sums, of all groups.
  [[nodiscard]] std::int64_t weights() const { return c.G * c.depth() * width(); }

  void fill(const Tables& t) const {
    const Plane& p = c.plane;
    std::int64_t n = 0;
    for (std::int64_t i = 0; i < c.I / c.G; ++i)
      for (std::int64_t k = 0; k < p.taps(); ++k)
        t.a_row[n++] =
            i * padded.size() + padded.offset(k / p.w.kernel, k % p.w.kernel);
    for (std::int64_t q = 0; q < pixels(); ++q) {
      t.a_at[q] = padded.place(q / p.w.out, q % p.w.out);
      t.b_at[q] = q * width();
    }
  }

  /// What rows [row, row + n) of one image's outputs in one group add to a slot.
  template <class T>
  void add(const Run<T>& run, const Tables& t, const Piece& at, T* room,
           T* slot) const {
    const std::int64_t channels = c.I / c.G;
    const T* x =
        run.x().data + (at.image * c.I + at.group * channels) * c.plane.inputs();
    for (std::int64_t i = 0; i < channels; ++i)
      padded.copy(x + i * c.plane.inputs(), at.row, room + i * padded.size());
    T* const dy = room + channels * padded.size();
    const Matrix<const T> from = outputs_of(c, run.dy().data, at);  // (O/G, pixels)
    if (width() > from.rows) std::fill_n(dy, from.cols * width(), T(0));
    turn(from, dy, width());
    run.multiply_at({c.depth(), width(), at.n * c.plane.w.out, true}, room, t.a_row,
                    t.a_at, dy, t.b_at, slot + at.group * c.depth() * width(), width());
  }
};

/// Some rows of dW (O, I/G taps): row o of group g is column o of its block of a slot.
template <class T>
void sum_weight_slots(const Run<T>& run, const WeightGradient& g, const T* slots,
                      std::int64_t n, std::int64_t slot, std::int64_t first,
                      std::int64_t rows, Matrix<T> dW) {
  const std::int64_t K = g.c.depth(), outputs = g.c.O / g.c.G;
  for (std::int64_t o = first; o < first + rows; ++o) {
    T* const d = dW.row(o);
    if (run.accumulate() == T(0)) std::fill_n(d, K, T(0));
    for (std::int64_t s = 0; s < n; ++s) {
      const T* from = slots + s * slot + o / outputs * K * g.width() + o % outputs;
      for (std::int64_t k = 0; k < K; ++k) d[k] += from[k * g.width()];
    }
  }
}

}  // namespace backplane::sdk
