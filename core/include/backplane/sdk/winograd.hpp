#pragma once
// Winograd's minimal filtering F(2x2, 3x3) (Lavin and Gray 2015): a tile of 2x2 outputs
// of a 3x3 convolution needs 16 products instead of 36,
//   y = A' [ (G w G') . (B' x B) ] A,   and for gradients   dw = G' [ (A dy A') . (B' x
//   B) ] G
// with, for a row or a column of four points,
//   B' x = x0 - x2, x1 + x2, x2 - x1, x1 - x3        A' m = m0 + m1 + m2, m1 - m2 - m3
//   G w = w0, (w0 + w1 + w2) / 2, (w0 - w1 + w2) / 2, w2
// The 16 points are 16 products of matrices, channels by channels, over all tiles.

#include <cstdint>

#include "backplane/sdk/dispatch.hpp"

namespace backplane::sdk {

inline constexpr std::int64_t kPoints = 16, kTilesAtOnce = 8;

/// Tiles of an image; numbers of one channel's tiles are `stride` apart from the next
/// channel's, with room for whole vectors.
struct Tiles {
  std::int64_t h = 1, w = 1;
  [[nodiscard]] std::int64_t count() const { return h * w; }
  [[nodiscard]] std::int64_t stride() const { return count() + kTilesAtOnce; }
  /// Rows and columns of the padded copy of a channel that the tiles see.
  [[nodiscard]] std::int64_t rows() const { return 2 * h + 2; }
  [[nodiscard]] std::int64_t pitch() const {
    return 2 * ((w + kTilesAtOnce - 1) / kTilesAtOnce) * kTilesAtOnce + 2;
  }
};

/// B' x B of every tile of one channel: point p of tile t goes to to[p * next + t].
/// x: rows() rows, pitch() apart.
template <class T>
void tiles_to_points(const Tiles& tiles, const T* x, T* to, std::int64_t next) {
  constexpr std::int64_t kSide = kTilesAtOnce + 1;
  const std::int64_t pitch = tiles.pitch();
  T even[4][kSide], odd[4][kSide];  // columns 0, 2, ... and 1, 3, ...
  for (std::int64_t r = 0; r < tiles.h; ++r)
    for (std::int64_t c = 0; c < tiles.w; c += kTilesAtOnce) {
      const T* const x0 = x + 2 * r * pitch + 2 * c;
      const T *const x1 = x0 + pitch, *const x2 = x1 + pitch, *const x3 = x2 + pitch;
      for (std::int64_t i = 0; i < kSide; ++i) {
        const auto rows = [&](std::int64_t k, T(&t)[4][kSide]) {
          t[0][i] = x0[k] - x2[k], t[1][i] = x1[k] + x2[k];
          t[2][i] = x2[k] - x1[k], t[3][i] = x1[k] - x3[k];
        };
        rows(2 * i, even), rows(2 * i + 1, odd);
      }
      for (std::int64_t q = 0; q < 4; ++q) {
        T* const p = to + 4 * q * next + r * tiles.w + c;
        const T *const e = even[q], *const o = odd[q];
        const auto point = [=](std::int64_t k, auto value) {
          for (std::int64_t i = 0; i < kTilesAtOnce; ++i) p[k * next + i] = value(i);
        };
        point(0, [=](std::int64_t i) { return e[i] - e[i + 1]; });
        point(1, [=](std::int64_t i) { return o[i] + e[i + 1]; });
        point(2, [=](std::int64_t i) { return e[i + 1] - o[i]; });
        point(3, [=](std::int64_t i) { return o[i] - o[i + 1]; });
      }
    }
}

/// A' m A + b of one tile for n channels, which lie together: m[p * next + channel] ->
/// y[0 .. 3], the tile's outputs row by row.
template <class T>
void points_to_tile(const T* m, std::int64_t next, const T* b, std::int64_t n,
                    T* const* y) {
  T *const y0 = y[0], *const y1 = y[1], *const y2 = y[2], *const y3 = y[3];
  BACKPLANE_SDK_INDEPENDENT
  for (std::int64_t o = 0; o < n; ++o) {
    T up[4], down[4];
    for (std::int64_t q = 0; q < 4; ++q) {
      const T m0 = m[q * next + o], m1 = m[(4 + q) * next + o];
      const T m2 = m[(8 + q) * next + o], m3 = m[(12 + q) * next + o];
      up[q] = m0 + m1 + m2, down[q] = m1 - m2 - m3;
    }
    y0[o] = up[0] + up[1] + up[2] + b[o], y1[o] = up[1] - up[2] - up[3] + b[o];
    y2[o] = down[0] + down[1] + down[2] + b[o];
    y3[o] = down[1] - down[2] - down[3] + b[o];
  }
}

/// A dy A' of one tile for n channels, which lie together: dy[4] -> m[p * next +
/// channel].
template <class T>
void tile_to_points(const T* const* dy, std::int64_t n, T* m, std::int64_t next) {
  const T *const a = dy[0], *const b = dy[1], *const c = dy[2], *const d = dy[3];
  BACKPLANE_SDK_INDEPENDENT
  for (std::int64_t o = 0; o < n; ++o) {
    // Rows first: each column of the tile becomes four.
    const T left[4] = {a[o], a[o] + c[o], a[o] - c[o], -c[o]};
    const T right[4] = {b[o], b[o] + d[o], b[o] - d[o], -d[o]};
    for (std::int64_t q = 0; q < 4; ++q) {
      m[4 * q * next + o] = left[q];
      m[(4 * q + 1) * next + o] = left[q] + right[q];
      m[(4 * q + 2) * next + o] = left[q] - right[q];
      m[(4 * q + 3) * next + o] = -right[q];
    }
  }
}

/// G w G': nine weights to sixteen.
template <class T>
void weights_to_points(const T* w, T* u) {
  T t[4][3];
  const auto rise = [](T a, T b, T c, T& p, T& q) {
    p = (a + b + c) / 2, q = (a - b + c) / 2;
  };
  for (std::int64_t j = 0; j < 3; ++j) {
    t[0][j] = w[j], t[3][j] = w[6 + j];
    rise(w[j], w[3 + j], w[6 + j], t[1][j], t[2][j]);
  }
  for (std::int64_t q = 0; q < 4; ++q) {
    u[4 * q] = t[q][0], u[4 * q + 3] = t[q][2];
    rise(t[q][0], t[q][1], t[q][2], u[4 * q + 1], u[4 * q + 2]);
  }
}

/// G' u G: sixteen sums to the gradients of nine weights.
template <class T>
void points_to_weights(const T* u, T* dw) {
  T t[3][4];
  for (std::int64_t q = 0; q < 4; ++q) {
    const T sum = (u[4 + q] + u[8 + q]) / 2, difference = (u[4 + q] - u[8 + q]) / 2;
    t[0][q] = u[q] + sum, t[1][q] = difference, t[2][q] = u[12 + q] + sum;
  }
  for (std::int64_t i = 0; i < 3; ++i) {
    const T sum = (t[i][1] + t[i][2]) / 2, difference = (t[i][1] - t[i][2]) / 2;
    dw[3 * i] = t[i][0] + sum, dw[3 * i + 1] = difference;
    dw[3 * i + 2] = t[i][3] + sum;
  }
}

}  // namespace backplane::sdk
