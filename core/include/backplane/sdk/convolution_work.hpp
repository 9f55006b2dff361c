#pragma once
// How a convolution's images are cut into tasks, by shape alone, and the gradients of
// its parameters: task i sums over its share of the images into slot i, and a second
// phase adds the slots in their order.

#include <algorithm>
#include <cstdint>

#include "backplane/sdk/convolution.hpp"
#include "backplane/sdk/lanes.hpp"

namespace backplane::sdk {

struct ConvolutionWork {
  Cut images;              ///< a task there, and back to the inputs
  Cut slots;               ///< a task of the parameters
  std::int64_t split = 1;  ///< tasks that an image is cut into on the way there

  ConvolutionWork(const Convolution& c, std::int64_t element) {
    constexpr std::int64_t kTask = 2'000'000, kSlots = 8;  // multiply-adds; slots
    const std::int64_t each =
        std::max<std::int64_t>(c.O * c.depth() * c.plane.outputs(), 1);
    images = cut(c.B, std::max<std::int64_t>(kTask / each, 1), 1);
    slots = cut(c.B, std::max<std::int64_t>((c.B + kSlots - 1) / kSlots, 1), 1);
    if (each > kTask) split = c.blocks(element);
  }
  [[nodiscard]] std::int64_t forward() const { return images.parts * split; }
  /// With one slot only, the gradients are written where they belong.
  [[nodiscard]] bool direct() const { return slots.parts < 2; }
};

/// f(piece) for every piece of an image, block by block, group by group.
template <class F>
void pieces_of(const Convolution& c, std::int64_t image, std::int64_t element, F&& f) {
  const Cut blocks = cut(c.plane.h.out, c.rows_a_block(element), 1);
  for (std::int64_t b = 0; b < blocks.parts; ++b)
    for (std::int64_t g = 0; g < c.G; ++g)
      f(Piece{image, blocks.first(b), blocks.length(b), g});
}

/// db[o] += sum over p of dy[o, p], one image.
template <class T>
void add_sums(const Convolution& c, const T* dy, T* db) {
  const std::int64_t P = c.plane.outputs();
  for (std::int64_t o = 0; o < c.O; ++o)
    db[o] += sdk::sum(P, [row = dy + o * P](std::int64_t p) { return row[p]; });
}

/// dW (O, K) and db (O), or null, of the images of one task; beta 0 overwrites.
template <class T>
void sum_images(const Run<T>& run, const Convolution& c, const Cut& images,
                Same<T> beta, const Same<Matrix<T>>& dW, Same<T>* db) {
  if (db != nullptr && beta == T(0)) std::fill_n(db, c.O, T(0));
  const std::int64_t first = images.first(run.task());
  for (std::int64_t n = first; n < first + images.length(run.task()); ++n) {
    std::int64_t done = 0;
    pieces_of(c, n, sizeof(T), [&](const Piece& at) {
      const T keep = done++ < c.G ? beta : T(1);
      convolve_weights(run, c, run.x().data, run.dy().data, at,
                       static_cast<T*>(run.scratch()), keep, dW);
    });
    beta = T(1);
    if (db != nullptr) add_sums(c, run.dy().data + n * c.O * c.plane.outputs(), db);
  }
}

/// d[0, to - from) = the sum over slots of their entries [from, to).
template <class T>
void sum_slots(const Run<T>& run, std::int64_t slots, std::int64_t size,
               std::int64_t from, std::int64_t to, Same<T>* d) {
  if (from >= to) return;
  const T* const all = static_cast<const T*>(run.args().shared);
  if (run.accumulate() == T(0)) std::fill_n(d, to - from, T(0));
  for (std::int64_t s = 0; s < slots; ++s)
    for (std::int64_t i = from; i < to; ++i) d[i - from] += all[s * size + i];
}

}  // namespace backplane::sdk
