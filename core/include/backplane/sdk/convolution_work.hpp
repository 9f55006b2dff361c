#pragma once
// How a convolution's images are cut into tasks, by shape alone, which way each pass
// goes, and the scratch that it needs.

#include <algorithm>
#include <cstdint>
#include <optional>

#include "backplane/sdk/convolution_gradient.hpp"

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
  bool direct;  ///< windows are read where they lie, there and back
  Correlation there, back;
  WeightGradient gradient;
  Cut images;          ///< a task there, and back to the inputs
  Cut blocks;          ///< of an image's rows, on the way there
  Cut slots;           ///< a task of the parameters
  std::int64_t split;  ///< tasks that an image is cut into on the way there

  ConvolutionWork(const Convolution& conv, std::int64_t element)
      : c(conv),
        direct(Correlation::serves(c.plane)),
        there(Correlation::make(c.plane, c.I / c.G, c.O / c.G, false)),
        back(Correlation::make(turned(c.plane), c.O / c.G, c.I / c.G, true)),
        gradient(WeightGradient::make(c)) {
    constexpr std::int64_t kTask = 2'000'000, kSlots = 8;  // multiply-adds; slots
    const std::int64_t each =
        std::max<std::int64_t>(c.O * c.depth() * c.plane.outputs(), 1);
    images = cut(c.B, std::max<std::int64_t>(kTask / each, 1), 1);
    slots = cut(c.B, std::max<std::int64_t>((c.B + kSlots - 1) / kSlots, 1), 1);
    blocks = direct ? there.blocks() : cut(c.plane.h.out, c.rows_a_block(element), 1);
    split = each > kTask ? blocks.parts : 1;
  }
  [[nodiscard]] std::int64_t forward() const { return images.parts * split; }

  /// Elements of T, then entries of tables, in a task's scratch.
  [[nodiscard]] std::int64_t room(std::int64_t element) const {
    std::int64_t most = std::max(c.scratch(element), gradient.room());
    if (direct) most = std::max({most, there.room(), back.room()});
    return whole(most);
  }
  [[nodiscard]] std::int64_t entries() const {
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
