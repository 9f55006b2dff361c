#pragma once
// How a convolution's images are cut into tasks, by shape alone, which way each pass
// goes, and the scratch that it needs.

#include <algorithm>
#include <cstdint>
#include <optional>

#include "backplane/sdk/convolution_gradient.hpp"
#include "backplane/sdk/winograd_plan.hpp"

namespace backplane::sdk {

/// The plane of the way back at stride 1: from outputs to inputs.
[[nodiscard]] inline Plane turned(const Plane& p) {
  const auto axis = [](const Axis& a) {
    Axis t = a;
    t.in = a.out, t.out = a.in;
    t.before = a.span() - 1 - a.before, t.after = a.span() - 1 - a.after;
    return t;
  };
  return {axis(p.h), axis(p.w)};
}

struct ConvolutionWork {
  Convolution c;
  bool tiled;   ///< by tiles, all three passes
  bool direct;  ///< windows are read where they lie, there and back
  TiledConvolution tiles_there, tiles_back;
  Correlation there, back;
  WeightGradient gradient;
  Cut images;          ///< a task there, and back to the inputs
  Cut blocks;          ///< of an image's rows, on the way there
  Cut slots;           ///< a task of the parameters
  std::int64_t split;  ///< tasks that an image is cut into on the way there

  ConvolutionWork(const Convolution& conv, std::int64_t element)
      : c(conv),
        tiled(TiledConvolution::serves(c)),
        direct(!tiled && Correlation::serves(c.plane)),
        tiles_there{c.plane, c.B, c.I, c.O},
        tiles_back{turned(c.plane), c.B, c.O, c.I},
        there(Correlation::make(c.plane, c.I / c.G, c.O / c.G, false)),
        back(Correlation::make(turned(c.plane), c.O / c.G, c.I / c.G, true)),
        gradient(WeightGradient::make(c)) {
    constexpr std::int64_t kTask = 2'000'000, kSlots = 8;  // multiply-adds; slots
    const std::int64_t each =
        std::max<std::int64_t>(c.O * c.depth() * c.plane.outputs(), 1);
    images = cut(c.B, std::max<std::int64_t>(kTask / each, 1), 1);
    slots = cut(c.B, std::max<std::int64_t>((c.B + kSlots - 1) / kSlots, 1), 1);
    blocks = direct ? there.blocks() : cut(c.plane.h.out, c.rows_a_block(element), 1);
    split = each > kTask && !tiled ? blocks.parts : 1;
    if (tiled) images = cut(c.B, std::max(images.size, tiles_there.images()), 1);
  }
  [[nodiscard]] std::int64_t forward() const { return images.parts * split; }
  /// Outputs a task, where it brings weights to points or their gradients back.
  [[nodiscard]] Cut outputs() const { return cut(c.O, 16, 16); }

  /// Elements of the weights' points, there and back, before the slots in `shared`.
  [[nodiscard]] std::int64_t points() const {
    return tiled ? tiles_there.weight_points() + tiles_back.weight_points() : 0;
  }
  /// Elements of one slot: the weights' sums, then the bias's.
  [[nodiscard]] std::int64_t sums() const {
    return tiled ? tiles_there.weight_points() : gradient.weights();
  }
  [[nodiscard]] std::int64_t slot(bool bias) const {
    return whole(sums() + (bias ? c.O : 0));
  }

  /// Elements of T, then entries of tables, in a task's scratch.
  [[nodiscard]] std::int64_t room(std::int64_t element) const {
    if (tiled) return whole(std::max(tiles_there.room(), tiles_back.room()));
    std::int64_t most = std::max(c.scratch(element), gradient.room());
    if (direct) most = std::max({most, there.room(), back.room()});
    return whole(most);
  }
  [[nodiscard]] std::int64_t entries() const {
    if (tiled) return std::max(tiles_there.entries(), tiles_back.entries());
    std::int64_t most = gradient.entries();
    if (direct) most = std::max({most, there.entries(), back.entries()});
    return most;
  }
  [[nodiscard]] std::uint64_t scratch(std::int64_t element) const {
    return static_cast<std::uint64_t>(room(element) * element + entries() * 8);
  }
  /// The tables, behind the room: a_row takes `rows` entries, the others n each.
  template <class T>
  [[nodiscard]] Tables tables(const Run<T>& run, std::int64_t rows,
                              std::int64_t n) const {
    T* const behind = static_cast<T*>(run.scratch()) + room(sizeof(T));
    auto* const at = static_cast<std::int64_t*>(static_cast<void*>(behind));
    return {at, at + rows, at + rows + n};
  }
};

}  // namespace backplane::sdk
