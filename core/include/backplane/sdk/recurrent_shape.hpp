#pragma once
// The sizes of a recurrent layer, how its samples are cut into blocks, and where the
// rows of a block lie among those of the batch.

#include <algorithm>
#include <cstdint>

#include "backplane/sdk/layer_plan.hpp"

namespace backplane::sdk {

struct RecurrentShape {
  std::int64_t B = 0, T = 0, I = 0;          ///< batch, steps, inputs
  std::int64_t H = 0, layers = 1, dirs = 1;  ///< units, layers, directions
  std::int64_t G = 1, apart = 0, kept = 0;   ///< gates, see the cell

  /// 32 samples a task: large enough for the products, and two for a batch of 64.
  [[nodiscard]] Cut blocks() const { return cut(B, 32, 1); }
  [[nodiscard]] std::int64_t outputs() const { return dirs * H; }
  [[nodiscard]] std::int64_t inputs(std::int64_t layer) const {
    return layer == 0 ? I : outputs();
  }
  [[nodiscard]] std::int64_t widest() const { return std::max(I, outputs()); }
  [[nodiscard]] std::int64_t gates() const { return G * H; }
  /// Elements that a sweep keeps a row: z, u, h_before and what the cell keeps.
  [[nodiscard]] std::int64_t row() const { return gates() + (apart + 1 + kept) * H; }
  /// Elements of a task's scratch: two rooms for what lies between layers; in training
  /// a row of dkept, otherwise all that a sweep keeps.
  [[nodiscard]] std::int64_t scratch(bool training) const {
    const std::int64_t n = blocks().size, rows = n * T;
    return 2 * rows * widest() + (training ? n * H : rows * row());
  }
  [[nodiscard]] std::int64_t multiply_adds() const {
    std::int64_t each = 0;
    for (std::int64_t l = 0; l < layers; ++l) each += (inputs(l) + H) * gates() * dirs;
    return B * T * each;
  }
  /// Rows of the weights a task makes the gradients of.
  [[nodiscard]] Cut weight_rows() const { return cut(gates(), 64, 16); }
};

/// What a sweep keeps, each with so many columns.
enum class Kept : std::int64_t { z, before, u, first, second };
inline constexpr std::int64_t kKeptKinds = 5;
[[nodiscard]] inline std::int64_t columns(const RecurrentShape& s, Kept which) {
  switch (which) {
    case Kept::z:
      return s.gates();
    case Kept::before:
      return s.H;
    case Kept::u:
      return s.apart * s.H;
    case Kept::first:
      return s.kept > 0 ? s.H : 0;
    case Kept::second:
      return s.kept > 1 ? s.H : 0;
  }
  return 0;
}

}  // namespace backplane::sdk
