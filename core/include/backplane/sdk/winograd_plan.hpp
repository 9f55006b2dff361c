#pragma once
// A 3x3 convolution at stride 1 by tiles: which ones, how many at once, and where the
// numbers of a block lie. I channels come in, O go out; the way back is the same with
// the two exchanged and the weights turned round.

#include <algorithm>
#include <cstdint>

#include "backplane/sdk/convolution_direct.hpp"
#include "backplane/sdk/winograd.hpp"

namespace backplane::sdk {

/// Some tile rows of some images.
struct TileBlock {
  std::int64_t image = 0, images = 1, row = 0, rows = 1;
};

struct TiledConvolution {
  Plane plane;
  std::int64_t B = 0, I = 0, O = 0;

  /// Worth it from 16 channels on; below, turning numbers about costs more than it
  /// saves.
  [[nodiscard]] static bool serves(const Convolution& c) {
    const auto fits = [](const Axis& a) {
      return a.kernel == 3 && a.stride == 1 && a.dilation == 1 && a.before <= 2 &&
             a.after <= 2 && a.out >= 2;
    };
    return c.G == 1 && c.I >= 16 && c.O >= 16 && fits(c.plane.h) && fits(c.plane.w);
  }

  [[nodiscard]] std::int64_t width() const { return whole(O); }  ///< of channels out
  [[nodiscard]] Tiles all() const {
    return {(plane.h.out + 1) / 2, (plane.w.out + 1) / 2};
  }
  /// Tile rows at once, and images where one has few tiles: some 48 to 96 tiles.
  [[nodiscard]] Cut bands() const {
    return cut(all().h, std::max<std::int64_t>(96 / all().w, 1), 1);
  }
  [[nodiscard]] std::int64_t images() const {
    const std::int64_t tiles = all().count();
    return std::clamp<std::int64_t>((47 + tiles) / tiles, 1, 8);
  }
  /// A band of the largest block.
  [[nodiscard]] Tiles band() const { return {bands().size, all().w}; }
  [[nodiscard]] std::int64_t most_tiles() const { return images() * band().count(); }

  /// Elements of the weights' points, (16, I, width).
  [[nodiscard]] std::int64_t weight_points() const { return kPoints * I * width(); }
  /// Of the images' points (16, images, I, stride), and of the outputs' (16, tiles,
  /// width).
  [[nodiscard]] std::int64_t image_points() const {
    return kPoints * images() * I * band().stride();
  }
  [[nodiscard]] std::int64_t output_points() const {
    return kPoints * most_tiles() * width();
  }
  /// A band of one image with its channels together: (pixels, width).
  [[nodiscard]] std::int64_t pixels() const { return 4 * band().count(); }
  [[nodiscard]] std::int64_t copy() const {
    return band().rows() * band().pitch() + 16;
  }
  [[nodiscard]] std::int64_t room() const {
    return whole(image_points()) + output_points() + pixels() * width() + copy() +
           2 * width() + 16;
  }
  [[nodiscard]] std::int64_t entries() const { return 3 * std::max(most_tiles(), I); }

  /// f(block) for the images [first, first + n), band by band.
  template <class F>
  void each_block(std::int64_t first, std::int64_t n, F&& f) const {
    const Cut rows = bands();
    for (std::int64_t i = 0; i < n; i += images())
      for (std::int64_t b = 0; b < rows.parts; ++b)
        f(TileBlock{first + i, std::min(images(), n - i), rows.first(b),
                    rows.length(b)});
  }
};

/// A block's numbers in a task's room.
template <class T>
struct TileRoom {
  T *in, *out, *pixels, *copy, *bias, *nowhere;

  TileRoom(const TiledConvolution& c, T* room) {
    in = room;
    out = in + whole(c.image_points());
    pixels = out + c.output_points();
    bias = pixels + c.pixels() * c.width();
    nowhere = bias + c.width();
    copy = nowhere + c.width();
  }
};

}  // namespace backplane::sdk
