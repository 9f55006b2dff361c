#pragma once
// The passes of a convolution by tiles, for a block of images: x to points, 16
// products, and points to y; for the gradients of the weights x and dy to points, and
// 16 products that add up over the images.

#include <algorithm>
#include <cstdint>

#include "backplane/sdk/winograd_plan.hpp"

namespace backplane::sdk {

/// The points of a block of x (B, I, inputs): in[(p images + image) I + channel].
template <class T>
void image_points(const TiledConvolution& c, const TileBlock& block, const T* x,
                  const TileRoom<T>& room) {
  const Tiles tiles{block.rows, c.all().w};
  const std::int64_t size = c.plane.inputs(), pitch = tiles.pitch();
  const std::int64_t next = block.images * c.I * tiles.stride();
  const std::int64_t top = 2 * block.row - c.plane.h.before;
  for (std::int64_t b = 0; b < block.images; ++b)
    for (std::int64_t i = 0; i < c.I; ++i) {
      const T* const channel = x + ((block.image + b) * c.I + i) * size;
      for (std::int64_t r = 0; r < tiles.rows(); ++r) {
        T* const row = room.copy + r * pitch;
        const bool inside = top + r >= 0 && top + r < c.plane.h.in;
        const std::int64_t n =
            inside ? std::min(c.plane.w.in, pitch - c.plane.w.before) : 0;
        for (std::int64_t k = 0; k < c.plane.w.before; ++k) row[k] = T(0);
        if (inside)
          copy_row(channel + (top + r) * c.plane.w.in, n, row + c.plane.w.before);
        std::fill(row + c.plane.w.before + n, row + pitch, T(0));
      }
      tiles_to_points(tiles, room.copy, room.in + (b * c.I + i) * tiles.stride(), next);
    }
}

/// Tile t of a block's tiles: which image and place, and the pixels of its four
/// outputs.
struct TilePlace {
  std::int64_t image, r, c;
};
[[nodiscard]] inline TilePlace tile_place(const Tiles& tiles, std::int64_t t) {
  const std::int64_t in_image = t % tiles.count();
  return {t / tiles.count(), in_image / tiles.w, in_image % tiles.w};
}

/// The four places of a tile in a band of pixels (rows, w.out), or `nowhere`.
template <class T>
void tile_pixels(const TiledConvolution& c, const TileBlock& block, std::int64_t r,
                 std::int64_t col, T* pixels, T* nowhere, T** four) {
  for (std::int64_t k = 0; k < 4; ++k) {
    const std::int64_t row = 2 * r + k / 2, column = 2 * col + k % 2;
    const bool inside = 2 * block.row + row < c.plane.h.out && column < c.plane.w.out;
    four[k] = inside ? pixels + (row * c.plane.w.out + column) * c.width() : nowhere;
  }
}

/// Rows of pixels of a block that lie in the image.
[[nodiscard]] inline std::int64_t pixel_rows(const TiledConvolution& c,
                                             const TileBlock& block) {
  return std::min(2 * block.rows, c.plane.h.out - 2 * block.row);
}

/// y (B, O, outputs) of one block; U: the weights' points; b: null without a bias.
template <class T>
void convolve_tiles(const Run<T>& run, const TiledConvolution& c,
                    const TileBlock& block, const Tables& t, const Same<T>* x,
                    const Same<T>* U, const Same<T>* b, const TileRoom<T>& room,
                    Same<T>* y) {
  const Tiles tiles{block.rows, c.all().w};
  const std::int64_t n = block.images * tiles.count(), width = c.width();
  image_points(c, block, x, room);
  for (std::int64_t r = 0; r < n; ++r)
    t.a_row[r] = r / tiles.count() * c.I * tiles.stride() + r % tiles.count();
  for (std::int64_t i = 0; i < c.I; ++i)
    t.a_at[i] = i * tiles.stride(), t.b_at[i] = i * width;
  for (std::int64_t p = 0; p < kPoints; ++p)
    run.multiply_at({n, width, c.I, false},
                    room.in + p * block.images * c.I * tiles.stride(), t.a_row, t.a_at,
                    U + p * c.I * width, t.b_at, room.out + p * n * width, width);
  std::fill_n(room.bias, width, T(0));
  if (b != nullptr) std::copy_n(b, c.O, room.bias);
  const std::int64_t P = c.plane.outputs(),
                     pixels = pixel_rows(c, block) * c.plane.w.out;
  for (std::int64_t at = 0; at < n; ++at) {
    const TilePlace place = tile_place(tiles, at);
    T* four[4];
    tile_pixels(c, block, place.r, place.c, room.pixels, room.nowhere, four);
    points_to_tile(room.out + at * width, n * width, room.bias, width, four);
    if ((at + 1) % tiles.count() != 0) continue;  // the image's last tile: turn it
    turn(Matrix<const T>{room.pixels, pixels, c.O, width},
         y + (block.image + place.image) * c.O * P + 2 * block.row * c.plane.w.out, P);
  }
}

/// Adds what one block gives to the sums (16, I, width).
template <class T>
void add_tile_gradients(const Run<T>& run, const TiledConvolution& c,
                        const TileBlock& block, const Tables& t, const Same<T>* x,
                        const Same<T>* dy, const TileRoom<T>& room, Same<T>* sums) {
  const Tiles tiles{block.rows, c.all().w};
  const std::int64_t n = block.images * tiles.count(), width = c.width();
  const std::int64_t P = c.plane.outputs(),
                     pixels = pixel_rows(c, block) * c.plane.w.out;
  image_points(c, block, x, room);
  std::fill_n(room.nowhere, width, T(0));
  for (std::int64_t b = 0; b < block.images; ++b) {
    if (width > c.O) std::fill_n(room.pixels, pixels * width, T(0));
    const T* const from =
        dy + (block.image + b) * c.O * P + 2 * block.row * c.plane.w.out;
    turn(Matrix<const T>{from, c.O, pixels, P}, room.pixels, width);
    for (std::int64_t at = b * tiles.count(); at < (b + 1) * tiles.count(); ++at) {
      const TilePlace place = tile_place(tiles, at);
      T* four[4];
      tile_pixels(c, block, place.r, place.c, room.pixels, room.nowhere, four);
      tile_to_points(four, width, room.out + at * width, n * width);
    }
  }
  for (std::int64_t i = 0; i < c.I; ++i) t.a_row[i] = i * tiles.stride();
  for (std::int64_t k = 0; k < n; ++k) {
    t.a_at[k] = k / tiles.count() * c.I * tiles.stride() + k % tiles.count();
    t.b_at[k] = k * width;
  }
  for (std::int64_t p = 0; p < kPoints; ++p)
    run.multiply_at({c.I, width, n, true},
                    room.in + p * block.images * c.I * tiles.stride(), t.a_row, t.a_at,
                    room.out + p * n * width, t.b_at, sums + p * c.I * width, width);
}

}  // namespace backplane::sdk
