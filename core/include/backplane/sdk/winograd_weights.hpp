#pragma once
// A tiled convolution's weights: to points once a step, and their gradients back.

#include <algorithm>
#include <cstdint>

#include "backplane/sdk/winograd_plan.hpp"

namespace backplane::sdk {

/// Points of W (O, I, 3, 3) for outputs [first, first + n): there (16, I, O) and,
/// unless null, back, turned round, (16, O, I); each padded to whole vectors.
template <class T>
void weight_points(const Matrix<T>& W, std::int64_t I, std::int64_t O,
                   std::int64_t first, std::int64_t n, T* there, T* back) {
  constexpr std::int64_t kTurned[4] = {3, 1, 2, 0};  // points of a turned row
  const std::int64_t width = whole(O), back_width = whole(I);
  T u[kPoints];
  for (std::int64_t o = first; o < first + n; ++o)
    for (std::int64_t i = 0; i < I; ++i) {
      weights_to_points(static_cast<const T*>(W.row(o) + 9 * i), u);
      for (std::int64_t p = 0; p < kPoints; ++p) there[(p * I + i) * width + o] = u[p];
      if (back == nullptr) continue;
      for (std::int64_t p = 0; p < kPoints; ++p)
        back[(p * O + o) * back_width + i] = u[4 * kTurned[p / 4] + kTurned[p % 4]];
    }
}

/// dW of outputs [first, first + n), sixteen at most, from slots of sums, added in
/// their order. Pre: first is a multiple of sixteen.
template <class T>
void sum_tile_slots(const Run<T>& run, const TiledConvolution& c, const T* slots,
                    std::int64_t n_slots, std::int64_t slot, std::int64_t first,
                    std::int64_t n, const Matrix<T>& dW) {
  constexpr std::int64_t kMost = 16;
  T sums[kPoints][kMost], u[kPoints], d[9];
  for (std::int64_t i = 0; i < c.I; ++i) {
    for (std::int64_t p = 0; p < kPoints; ++p) {
      const T* const from = slots + (p * c.I + i) * c.width() + first;
      std::fill_n(sums[p], kMost, T(0));
      for (std::int64_t s = 0; s < n_slots; ++s)
        for (std::int64_t k = 0; k < kMost; ++k) sums[p][k] += from[s * slot + k];
    }
    for (std::int64_t o = 0; o < n; ++o) {
      for (std::int64_t p = 0; p < kPoints; ++p) u[p] = sums[p][o];
      points_to_weights(u, d);
      T* const to = dW.row(first + o) + 9 * i;
      for (std::int64_t k = 0; k < 9; ++k)
        to[k] = run.accumulate() == T(0) ? d[k] : to[k] + d[k];
    }
  }
}

}  // namespace backplane::sdk
