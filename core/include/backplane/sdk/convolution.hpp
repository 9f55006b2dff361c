#pragma once
// Convolutions as products of unfolded images, a block of outputs that fits a cache at
// a time: y = W cols + b, cols being the windows of x as columns; never the whole
// batch's. Shapes: B images, I and O channels in G groups, P outputs a channel,
// K = I/G taps a group; W (O, K), b (O), x (B, I, inputs), y (B, O, P).
// Transposed, the same functions are those of conv_transpose: what was y is x there.

#include <algorithm>
#include <cstdint>

#include "backplane/sdk/layer_run.hpp"
#include "backplane/sdk/window.hpp"

namespace backplane::sdk {

struct Convolution {
  Plane plane;
  std::int64_t B = 0, I = 1, O = 1, G = 1;

  [[nodiscard]] std::int64_t depth() const { return I / G * plane.taps(); }
  [[nodiscard]] std::int64_t rows_a_block(std::int64_t element) const {
    // The unfolded block takes about half of a second-level cache.
    constexpr std::int64_t kBytes = 256 * 1024;
    const std::int64_t row = depth() * plane.w.out * element;
    return std::clamp<std::int64_t>(kBytes / std::max<std::int64_t>(row, 1), 1,
                                    std::max<std::int64_t>(plane.h.out, 1));
  }
  [[nodiscard]] std::int64_t blocks(std::int64_t element) const {
    const std::int64_t rows = rows_a_block(element);
    return (plane.h.out + rows - 1) / rows;
  }
  /// Elements of an unfolded block.
  [[nodiscard]] std::int64_t scratch(std::int64_t element) const {
    return plane.is_pointwise() ? 0 : depth() * rows_a_block(element) * plane.w.out;
  }
  [[nodiscard]] std::int64_t multiply_adds() const {
    return B * O * depth() * plane.outputs();
  }
};

/// Rows [row, row + n) of the outputs of one image, seen by the channels of a group.
struct Piece {
  std::int64_t image = 0, row = 0, n = 0, group = 0;
};

/// One group's windows as columns, (K, n w.out): unfolded into `room`, or x itself.
template <class T>
Matrix<const T> unfold(const Convolution& c, const T* x, const Piece& at, T* room) {
  const std::int64_t channels = c.I / c.G, size = c.plane.inputs();
  const T* first = x + (at.image * c.I + at.group * channels) * size;
  const std::int64_t cols = at.n * c.plane.w.out;
  if (c.plane.is_pointwise())
    return {first + at.row * c.plane.w.out, channels, cols, size};
  const std::int64_t taps = c.plane.taps();
  for (std::int64_t i = 0; i < channels; ++i)
    unfold_channel(first + i * size, c.plane, at.row, at.n, room + i * taps * cols,
                   cols);
  return {room, channels * taps, cols, cols};
}

/// Adds columns back to the image of one group.
template <class T>
void fold(const Convolution& c, const T* cols, const Piece& at, T* x) {
  const std::int64_t channels = c.I / c.G, size = c.plane.inputs();
  const std::int64_t taps = c.plane.taps(), n = at.n * c.plane.w.out;
  T* first = x + (at.image * c.I + at.group * channels) * size;
  for (std::int64_t i = 0; i < channels; ++i)
    fold_channel(cols + i * taps * n, n, c.plane, at.row, at.n, first + i * size);
}

/// The outputs of a piece, (O/G, n w.out), in y or dy.
template <class T>
Matrix<T> outputs_of(const Convolution& c, T* y, const Piece& at) {
  const std::int64_t channels = c.O / c.G, P = c.plane.outputs();
  return {y + (at.image * c.O + at.group * channels) * P + at.row * c.plane.w.out,
          channels, at.n * c.plane.w.out, P};
}

/// y = W cols + b for one piece. b: null without a bias.
template <class T>
void convolve(const Run<T>& run, const Convolution& c, const Same<T>* x,
              Same<Matrix<const T>> W, const Same<T>* b, const Piece& at, Same<T>* room,
              Same<T>* y) {
  const Matrix<T> to = outputs_of(c, y, at);
  const std::int64_t first = at.group * to.rows;
  if (b != nullptr)
    for (std::int64_t o = 0; o < to.rows; ++o)
      std::fill_n(to.row(o), to.cols, b[first + o]);
  run.multiply(W.row_block(first, to.rows), unfold(c, x, at, room),
               T(b != nullptr ? 1 : 0), to);
}

/// dx += fold(W' dy) for one piece; dx of a pointwise convolution is overwritten.
template <class T>
void convolve_back(const Run<T>& run, const Convolution& c, const Same<T>* dy,
                   Same<Matrix<const T>> W, const Piece& at, Same<T>* room,
                   Same<T>* dx) {
  const Matrix<const T> from = outputs_of(c, dy, at);
  const auto Wt = transposed(W.row_block(at.group * from.rows, from.rows));
  if (c.plane.is_pointwise()) {
    const std::int64_t channels = c.I / c.G, size = c.plane.inputs();
    T* first = dx + (at.image * c.I + at.group * channels) * size;
    return run.multiply(Wt, from, T(0),
                        {first + at.row * c.plane.w.out, channels, from.cols, size});
  }
  run.multiply(Wt, from, T(0), {room, c.depth(), from.cols, from.cols});
  fold(c, static_cast<const T*>(room), at, dx);
}

/// dW = dy cols' + beta dW for one piece.
template <class T>
void convolve_weights(const Run<T>& run, const Convolution& c, const Same<T>* x,
                      const Same<T>* dy, const Piece& at, Same<T>* room, Same<T> beta,
                      Same<Matrix<T>> dW) {
  const Matrix<const T> from = outputs_of(c, dy, at);
  run.multiply(from, transposed(unfold(c, x, at, room)), beta,
               dW.row_block(at.group * from.rows, from.rows));
}

/// f(piece) for every piece of an image, block by block, group by group.
template <class F>
void pieces_of(const Convolution& c, std::int64_t image, std::int64_t element, F&& f) {
  const Cut blocks = cut(c.plane.h.out, c.rows_a_block(element), 1);
  for (std::int64_t b = 0; b < blocks.parts; ++b)
    for (std::int64_t g = 0; g < c.G; ++g)
      f(Piece{image, blocks.first(b), blocks.length(b), g});
}

}  // namespace backplane::sdk
