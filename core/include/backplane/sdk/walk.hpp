#pragma once
// Arrays of one shape whose elements lie at different steps, walked together: how a
// sample is permuted, cut, or repeated along an axis.

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>

#include "backplane/abi.h"

namespace backplane::sdk {

/// The elements from one index of an axis to the next, of each axis; 0 repeats.
using Steps = std::array<std::int64_t, BACKPLANE_MAX_RANK>;

/// Of a row-major array with the axes of `shape` from `first` on.
[[nodiscard]] inline Steps steps_of(const backplane_shape& shape, std::uint32_t first) {
  Steps steps{};
  std::int64_t step = 1;
  for (std::uint32_t i = shape.rank; i-- > first; step *= shape.dim[i])
    steps[i - first] = step;
  return steps;
}

/// N arrays; their axes are told from the outermost to the innermost.
template <std::size_t N>
class Walk {
 public:
  using Offsets = std::array<std::int64_t, N>;

  /// `n` indices. Joined with the axis before where all arrays lie so.
  void axis(std::int64_t n, const Offsets& step) {
    empty_ = empty_ || n == 0;
    if (n == 1) return;
    bool joins = rank_ > 0;
    for (std::size_t k = 0; k < N && joins; ++k)
      joins = step_[rank_ - 1][k] == n * step[k];
    if (!joins) dim_[rank_++] = 1;
    dim_[rank_ - 1] *= n;
    step_[rank_ - 1] = step;
  }

  /// From one element of a run to the next.
  [[nodiscard]] std::int64_t step(std::size_t k) const {
    return rank_ == 0 ? 1 : step_[rank_ - 1][k];
  }

  /// visit(offsets, n) for every run of n elements along the innermost axis, in order.
  template <class Visit>
  void run(const Visit& visit) const {
    if (empty_) return;
    const std::size_t outer = rank_ == 0 ? 0 : rank_ - 1;
    const std::int64_t n = rank_ == 0 ? 1 : dim_[outer];
    std::array<std::int64_t, BACKPLANE_MAX_RANK> index{};
    Offsets at{};
    while (true) {
      visit(at, n);
      std::size_t i = outer;
      for (; i > 0; --i) {
        for (std::size_t k = 0; k < N; ++k) at[k] += step_[i - 1][k];
        if (++index[i - 1] < dim_[i - 1]) break;
        index[i - 1] = 0;
        for (std::size_t k = 0; k < N; ++k) at[k] -= dim_[i - 1] * step_[i - 1][k];
      }
      if (i == 0) return;
    }
  }

 private:
  std::size_t rank_ = 0;
  bool empty_ = false;
  std::array<std::int64_t, BACKPLANE_MAX_RANK> dim_{};
  std::array<Offsets, BACKPLANE_MAX_RANK> step_{};
};

/// to[step_to i] = from[step_from i] for n elements.
template <class T>
void copy_run(const T* from, std::int64_t step_from, T* to, std::int64_t step_to,
              std::int64_t n) {
  if (step_from == 1 && step_to == 1) {
    std::copy_n(from, n, to);
  } else {
    for (std::int64_t i = 0; i < n; ++i) to[i * step_to] = from[i * step_from];
  }
}

/// Array 0 = array 1.
template <class T>
void copy_walk(const Walk<2>& walk, T* to, const T* from) {
  walk.run([&](const auto& at, std::int64_t n) {
    copy_run(from + at[1], walk.step(1), to + at[0], walk.step(0), n);
  });
}

/// Array 1 = array 0.
template <class T>
void copy_walk_back(const Walk<2>& walk, const T* from, T* to) {
  walk.run([&](const auto& at, std::int64_t n) {
    copy_run(from + at[0], walk.step(0), to + at[1], walk.step(1), n);
  });
}

}  // namespace backplane::sdk
