#pragma once
// Where the rows of one block of samples lie: in what the layer saves for backward, or,
// in evaluation, in the task's scratch. Rows stand in the order (block, step, sample).

#include <cstdint>

#include "backplane/sdk/layer_run.hpp"
#include "backplane/sdk/recurrent_shape.hpp"

namespace backplane::sdk {

template <class T>
class RecurrentBlock {
 public:
  RecurrentBlock(const Run<T>& run, const RecurrentShape& shape, std::int64_t block)
      : run_(run),
        shape_(shape),
        first_(shape.blocks().first(block)),
        n_(shape.blocks().length(block)),
        saves_(run.args().n_saved > 0) {}

  [[nodiscard]] std::int64_t first() const { return first_; }  ///< sample
  [[nodiscard]] std::int64_t samples() const { return n_; }
  [[nodiscard]] std::int64_t rows() const { return n_ * shape_.T; }

  /// What layer l reads; l = layers: what the last one gives.
  [[nodiscard]] Matrix<T> input(std::int64_t l) const {
    const std::int64_t cols = shape_.inputs(l);
    if (saves_ && l < shape_.layers) return of_saved(l, cols);
    return room(l % 2, cols);
  }
  [[nodiscard]] Matrix<T> kept(std::int64_t l, std::int64_t d, Kept which) const {
    const std::int64_t cols = columns(shape_, which);
    if (saves_) return of_saved(saved_index(shape_, l, d, which), cols);
    T* at = scratch() + 2 * most_rows() * shape_.widest();
    for (std::int64_t k = 0; k < static_cast<std::int64_t>(which); ++k)
      at += most_rows() * columns(shape_, static_cast<Kept>(k));
    return {at, rows(), cols, cols};
  }
  /// One of two rooms, in the task's scratch.
  [[nodiscard]] Matrix<T> room(std::int64_t which, std::int64_t cols) const {
    return {scratch() + which * most_rows() * shape_.widest(), rows(), cols, cols};
  }
  /// dL/dkept of a step, in training.
  [[nodiscard]] Matrix<T> dkept() const {
    return {scratch() + 2 * most_rows() * shape_.widest(), n_, shape_.H, shape_.H};
  }

  /// Inputs of every layer first, then what each sweep keeps.
  [[nodiscard]] static std::int64_t saved_index(const RecurrentShape& s, std::int64_t l,
                                                std::int64_t d, Kept which) {
    return s.layers + (l * s.dirs + d) * kKeptKinds + static_cast<std::int64_t>(which);
  }

 private:
  [[nodiscard]] T* scratch() const { return static_cast<T*>(run_.scratch()); }
  [[nodiscard]] std::int64_t most_rows() const {
    return shape_.blocks().size * shape_.T;
  }
  [[nodiscard]] Matrix<T> of_saved(std::int64_t index, std::int64_t cols) const {
    T* all = static_cast<T*>(run_.args().saved[index].data);
    return {all + first_ * shape_.T * cols, rows(), cols, cols};
  }

  const Run<T>& run_;
  const RecurrentShape& shape_;
  std::int64_t first_, n_;
  bool saves_;
};

}  // namespace backplane::sdk
