#pragma once
// The sizes of an attention layer, and where the matrices of one task lie.
// T steps attend to S; E features in some heads of d.

#include <algorithm>
#include <cstdint>
#include <limits>

#include "backplane/sdk/layer_run.hpp"

namespace backplane::sdk {

struct AttentionSizes {
  std::int64_t B, T, S, E, heads;
  [[nodiscard]] std::int64_t d() const { return E / heads; }
  [[nodiscard]] Cut rows() const { return cut(E, 64, 16); }
  /// Samples a task: at least 64 rows for the products.
  [[nodiscard]] Cut tasks() const {
    const std::int64_t longest = std::max<std::int64_t>(std::max(T, S), 1);
    return cut(B, std::max<std::int64_t>(64 / longest, 1), 1);
  }
  [[nodiscard]] std::int64_t scratch() const {
    const std::int64_t n = tasks().size;
    return 2 * n * (T + S) * E + 2 * T * S + S * E + S;
  }
};

/// A task's matrices: in what is saved for backward, or in its scratch.
template <class T>
struct AttentionBlock {
  enum Saved : std::uint32_t { kQ, kKV, kP, kContext };

  std::int64_t first, n;
  Matrix<T> Q, KV, C;      // (n T,E), (n S,2E), (n T,E)
  T* P;                    // (n,h,T,S), or (T,S) where nothing is saved
  Matrix<T> dC;            // (n T,E)
  Matrix<T> dP, left, dK;  // (T,S), (T,S), (S,d)
  T* hidden;               // [S]

  AttentionBlock(const Run<T>& run, const AttentionSizes& s)
      : first(s.tasks().first(run.task())), n(s.tasks().length(run.task())) {
    T* room = static_cast<T*>(run.scratch());
    const auto take = [&room](std::int64_t rows, std::int64_t cols) {
      const Matrix<T> taken{room, rows, cols, cols};
      room += rows * cols;
      return taken;
    };
    const std::int64_t m = s.tasks().size;
    dC = take(m * s.T, s.E);
    dP = take(s.T, s.S), left = take(s.T, s.S), dK = take(s.S, s.d());
    hidden = take(1, s.S).data;
    const bool saves = run.args().n_saved > 0;
    const auto rows_of = [&](Saved which, std::int64_t steps, std::int64_t cols) {
      if (!saves) return take(m * steps, cols).row_block(0, n * steps);
      return run.saved(which).row_block(first * steps, n * steps);
    };
    Q = rows_of(kQ, s.T, s.E), KV = rows_of(kKV, s.S, 2 * s.E);
    C = saves ? rows_of(kContext, s.T, s.E) : dC.row_block(0, n * s.T);
    P = saves ? run.saved(kP).data + first * s.heads * s.T * s.S : dP.data;
  }
};

/// hidden[k] = -inf where place from + k of `input` is padding: where it holds `id`, or
/// else where it is not 0; 0 elsewhere.
template <class T>
void hide_padding(const backplane_tensor& input, std::int64_t from, std::int64_t n,
                  bool by_id, std::int64_t id, T* hidden) {
  const auto mark = [=](const auto* values) {
    for (std::int64_t k = 0; k < n; ++k) {
      const bool is = by_id ? static_cast<std::int64_t>(values[from + k]) == id
                            : values[from + k] != 0;
      hidden[k] = is ? -std::numeric_limits<T>::infinity() : T(0);
    }
  };
  if (input.shape.dtype == BACKPLANE_DT_I32)
    mark(static_cast<const std::int32_t*>(input.data));
  else
    mark(static_cast<const T*>(input.data));
}

}  // namespace backplane::sdk
