#pragma once
// Between the batch's order (sample, step) and a block's (step, sample): copies.

#include <algorithm>
#include <cstdint>

#include "backplane/sdk/recurrent_block.hpp"

namespace backplane::sdk {

/// to (steps n, cols) = the block's part of from (B, T, cols)
template <class T>
void take_steps(const RecurrentBlock<T>& block, const RecurrentShape& s, const T* from,
                const Matrix<T>& to) {
  const std::int64_t n = block.samples();
  for (std::int64_t i = 0; i < n; ++i)
    for (std::int64_t t = 0; t < s.T; ++t)
      std::copy_n(from + ((block.first() + i) * s.T + t) * to.cols, to.cols,
                  to.row(t * n + i));
}

/// The way back; returns what was written.
template <class T>
Matrix<T> give_steps(const RecurrentBlock<T>& block, const RecurrentShape& s,
                     const Matrix<T>& from, T* to) {
  const std::int64_t n = block.samples();
  for (std::int64_t i = 0; i < n; ++i)
    for (std::int64_t t = 0; t < s.T; ++t)
      std::copy_n(from.row(t * n + i), from.cols,
                  to + ((block.first() + i) * s.T + t) * from.cols);
  return {to + block.first() * s.T * from.cols, n * s.T, from.cols, from.cols};
}

/// Where direction d ends: the last step, or the first one when it runs in reverse.
inline std::int64_t last_step(const RecurrentShape& s, std::int64_t d) {
  return d > 0 ? 0 : s.T - 1;
}

template <class T>
Matrix<T> give_last(const RecurrentBlock<T>& block, const RecurrentShape& s,
                    const Matrix<T>& from, T* y) {
  const std::int64_t n = block.samples(), cols = s.outputs();
  const Matrix<T> to{y + block.first() * cols, n, cols, cols};
  for (std::int64_t d = 0; d < s.dirs; ++d)
    for (std::int64_t i = 0; i < n; ++i)
      std::copy_n(from.row(last_step(s, d) * n + i) + d * s.H, s.H,
                  to.row(i) + d * s.H);
  return to;
}

/// Zero but for the rows that give_last reads.
template <class T>
void take_last(const RecurrentBlock<T>& block, const RecurrentShape& s, const T* dy,
               const Matrix<T>& to) {
  const std::int64_t n = block.samples(), cols = s.outputs();
  std::fill_n(to.data, to.rows * to.cols, T(0));
  for (std::int64_t d = 0; d < s.dirs; ++d)
    for (std::int64_t i = 0; i < n; ++i)
      std::copy_n(dy + (block.first() + i) * cols + d * s.H, s.H,
                  to.row(last_step(s, d) * n + i) + d * s.H);
}

/// Zeroes a share p of the entries and scales the rest; the same ones whenever it is
/// asked for the same layer, step and samples.
template <class T>
void drop_rows(const Run<T>& run, const RecurrentShape& s,
               const RecurrentBlock<T>& block, std::int64_t layer, double p,
               const Matrix<T>& rows) {
  if (!run.training() || p == 0) return;
  constexpr std::int64_t kChunk = 256;
  std::uint32_t bits[kChunk];
  const auto limit = static_cast<std::uint32_t>(p * 0x1p32);
  const T scale = static_cast<T>(1 / (1 - p));
  const std::int64_t n = block.samples();
  for (std::int64_t r = 0; r < rows.rows; ++r) {
    const auto sample =
        run.args().first_sample + static_cast<std::uint64_t>(block.first() + r % n);
    const std::uint64_t at = ((sample * static_cast<std::uint64_t>(s.layers) +
                               static_cast<std::uint64_t>(layer)) *
                                  static_cast<std::uint64_t>(s.T) +
                              static_cast<std::uint64_t>(r / n)) *
                             static_cast<std::uint64_t>(rows.cols);
    for (std::int64_t c = 0; c < rows.cols; c += kChunk) {
      const std::int64_t count = std::min(kChunk, rows.cols - c);
      run.random_bits(run.args().step, at + static_cast<std::uint64_t>(c),
                      static_cast<std::uint64_t>(count), bits);
      T* const row = rows.row(r) + c;
      for (std::int64_t i = 0; i < count; ++i)
        row[i] = bits[i] < limit ? T(0) : scale * row[i];
    }
  }
}

}  // namespace backplane::sdk
