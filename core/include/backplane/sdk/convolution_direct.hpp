#pragma once
// Convolutions that read their windows where they lie, by the host's gemm_at: an image
// is copied once, with zeros around it, and tap (i, j) of every window is the image
// moved by i rows and j columns. Rows of the copy are `pitch` apart, just wide enough
// that the zeros on the right of one row are those on the left of the next.

#include <algorithm>
#include <cstdint>

#include "backplane/sdk/convolution.hpp"

namespace backplane::sdk {

/// Rounded up to whole vectors, of any CPU.
[[nodiscard]] inline std::int64_t whole(std::int64_t n) {
  return (n + 15) / 16 * 16;
}

/// Some rows of a plane's outputs, and the copy of the inputs that they see.
struct Padded {
  Plane plane;
  std::int64_t rows = 1;  ///< of outputs

  [[nodiscard]] std::int64_t pitch() const {
    return plane.w.in + std::max(plane.w.before, plane.w.after);
  }
  [[nodiscard]] std::int64_t input_rows() const {
    return (rows - 1) * plane.h.stride + plane.h.span();
  }
  /// Elements of one channel's copy, and room for what whole vectors read beyond.
  [[nodiscard]] std::int64_t size() const {
    return whole(input_rows() * pitch() + plane.w.span() + plane.w.before) + 16;
  }
  /// Where output (r, o) of the block sees tap (i, j).
  [[nodiscard]] std::int64_t place(std::int64_t r, std::int64_t o) const {
    return r * plane.h.stride * pitch() + o * plane.w.stride;
  }
  [[nodiscard]] std::int64_t offset(std::int64_t i, std::int64_t j) const {
    return i * plane.h.dilation * pitch() + j * plane.w.dilation;
  }

  /// The copy of one channel x for outputs from row `first` on.
  template <class T>
  void copy(const T* x, std::int64_t first, T* to) const {
    const std::int64_t top = first * plane.h.stride - plane.h.before;
    const std::int64_t from = std::clamp<std::int64_t>(-top, 0, input_rows());
    const std::int64_t last = std::clamp(plane.h.in - top, from, input_rows());
    const std::int64_t gap = pitch() - plane.w.in;  // between one row and the next
    std::fill_n(to, from * pitch() + plane.w.before, T(0));
    for (std::int64_t r = from; r < last; ++r) {
      T* const row = to + r * pitch() + plane.w.before;
      copy_row(x + (top + r) * plane.w.in, plane.w.in, row);
      for (std::int64_t i = 0; i < gap; ++i) row[plane.w.in + i] = T(0);
    }
    const std::int64_t done = last * pitch() + plane.w.before;
    if (done < size()) std::fill_n(to + done, size() - done, T(0));
  }
};

/// The tables of one gemm_at, in the task's scratch.
struct Tables {
  std::int64_t *a_row, *a_at, *b_at;
};

/// At stride 1: O channels of outputs from I channels of inputs, with the weights
/// (O, I taps), or those turned round, (I, O taps): the way back of a convolution.
struct Correlation {
  Padded padded;
  std::int64_t I = 0, O = 0;
  bool turned = false;

  /// Rows of outputs at once: copies and sums take about half of a second-level cache.
  static Correlation make(const Plane& plane, std::int64_t I, std::int64_t O,
                          bool turned) {
    constexpr std::int64_t kElements = 65536;
    Correlation c{{plane, 1}, I, O, turned};
    const std::int64_t row = (I + O) * c.padded.pitch();
    const std::int64_t rows = (kElements - I * plane.h.span() * c.padded.pitch()) /
                              std::max<std::int64_t>(row, 1);
    c.padded.rows =
        std::clamp<std::int64_t>(rows, 1, std::max<std::int64_t>(plane.h.out, 1));
    return c;
  }
  /// No more padding than a window sees, so that the zeros that rows share are enough.
  [[nodiscard]] static bool serves(const Plane& p) {
    const auto fits = [](const Axis& a) {
      return a.stride == 1 && a.before < a.span() && a.after < a.span();
    };
    return fits(p.h) && fits(p.w) && !p.is_pointwise();
  }

  [[nodiscard]] std::int64_t depth() const { return I * padded.plane.taps(); }
  [[nodiscard]] std::int64_t columns() const {
    return whole(padded.place(padded.rows - 1, padded.plane.w.out - 1) + 1);
  }
  [[nodiscard]] Cut blocks() const { return cut(padded.plane.h.out, padded.rows, 1); }
  /// Elements of T, and entries of tables, that a task needs.
  [[nodiscard]] std::int64_t room() const {
    return I * padded.size() + O * columns() + 16;
  }
  [[nodiscard]] std::int64_t entries() const { return O + 2 * depth(); }

  void fill(const Tables& t) const {
    const Plane& p = padded.plane;
    const std::int64_t taps = p.taps();
    for (std::int64_t o = 0; o < O; ++o) t.a_row[o] = o * (turned ? taps : depth());
    std::int64_t n = 0;
    for (std::int64_t i = 0; i < I; ++i)
      for (std::int64_t k = 0; k < taps; ++k, ++n) {
        t.a_at[n] = turned ? i * O * taps + (taps - 1 - k) : n;
        t.b_at[n] = i * padded.size() + padded.offset(k / p.w.kernel, k % p.w.kernel);
      }
  }
};

/// Rows [row, row + n) of y (O, outputs) from x (I, inputs); b: null without a bias.
template <class T>
void correlate(const Run<T>& run, const Correlation& c, const Tables& t,
               const Same<T>* x, const Same<T>* W, const Same<T>* b, std::int64_t row,
               std::int64_t n, Same<T>* room, Same<T>* y) {
  const Plane& p = c.padded.plane;
  const std::int64_t N = c.columns(), size = c.padded.size();
  for (std::int64_t i = 0; i < c.I; ++i)
    c.padded.copy(x + i * p.inputs(), row, room + i * size);
  T* const sums = room + c.I * size;
  for (std::int64_t o = 0; o < c.O && b != nullptr; ++o)
    std::fill_n(sums + o * N, N, b[o]);
  run.multiply_at({c.O, N, c.depth(), b != nullptr}, W, t.a_row, t.a_at, room, t.b_at,
                  sums, N);
  for (std::int64_t o = 0; o < c.O; ++o)
    for (std::int64_t r = 0; r < n; ++r)
      copy_row(sums + o * N + c.padded.place(r, 0), p.w.out,
               y + o * p.outputs() + (row + r) * p.w.out);
}

}  // namespace backplane::sdk
