#pragma once
// One head of attention for one sample: P = softmax(Q K'), C = P V, there and back.
// Q is scaled by 1 / sqrt(d) already. Shapes: Q, C (T,d), K, V (S,d), P (T,S).

#include <algorithm>
#include <cstdint>
#include <limits>

#include "backplane/sdk/dispatch.hpp"
#include "backplane/sdk/lanes.hpp"
#include "backplane/sdk/layer_run.hpp"
#include "backplane/sdk/math.hpp"

namespace backplane::sdk {

template <class T>
struct Head {
  Matrix<T> Q, K, V, P, C;
  const T* hidden;  ///< [S]: 0, or -inf where a key may not be seen; or null
  bool causal;      ///< row t sees keys 0 ... t
  /// A seeded share of the weights is dropped where p > 0.
  double drop = 0;
  std::uint64_t first = 0;  ///< the number of the head's first weight, for the mask

  [[nodiscard]] std::int64_t seen(std::int64_t t) const {
    return causal ? std::min(t + 1, P.cols) : P.cols;
  }
};

/// p = softmax(p + hidden) over the first n of a row, 0 beyond; all 0 if none is seen.
template <class T>
void softmax_row(T* p, std::int64_t n, std::int64_t all, const T* hidden) {
  if (hidden != nullptr)
    for (std::int64_t k = 0; k < n; ++k) p[k] += hidden[k];
  const T top = largest(p, n);
  if (top == -std::numeric_limits<T>::infinity()) n = 0;
  BACKPLANE_SDK_INDEPENDENT
  for (std::int64_t k = 0; k < n; ++k) p[k] = backplane::exp(p[k] - top);
  const T scale = T(1) / sum(n, [p](std::int64_t k) { return p[k]; });
  for (std::int64_t k = 0; k < n; ++k) p[k] *= scale;
  std::fill(p + n, p + all, T(0));
}

/// Zeroes a share of the weights and scales the rest; to may be from.
template <class T>
void drop_weights(const Run<T>& run, const Head<T>& h, const Matrix<const T>& from,
                  const Matrix<T>& to) {
  constexpr std::int64_t kChunk = 256;
  std::uint32_t bits[kChunk];
  const auto limit = static_cast<std::uint32_t>(h.drop * 0x1p32);
  const T scale = static_cast<T>(1 / (1 - h.drop));
  for (std::int64_t t = 0; t < to.rows; ++t)
    for (std::int64_t k = 0; k < to.cols; k += kChunk) {
      const std::int64_t n = std::min(kChunk, to.cols - k);
      run.random_bits(run.args().step,
                      h.first + static_cast<std::uint64_t>(t * to.cols + k),
                      static_cast<std::uint64_t>(n), bits);
      for (std::int64_t i = 0; i < n; ++i)
        to(t, k + i) = bits[i] < limit ? T(0) : scale * from(t, k + i);
    }
}

/// P and C. `room` (T,S) holds the weights that are left, where some are dropped.
template <class T>
void attend(const Run<T>& run, const Head<T>& h, const Matrix<T>& room) {
  run.multiply(h.Q, transposed(h.K), T(0), h.P);
  for (std::int64_t t = 0; t < h.P.rows; ++t)
    softmax_row(h.P.row(t), h.seen(t), h.P.cols, h.hidden);
  if (h.drop > 0) drop_weights<T>(run, h, h.P, room);
  run.multiply(h.drop > 0 ? room : h.P, h.V, T(0), h.C);
}

/// dC -> dQ, dK, dV in the place of Q, K and V. Rooms: dP (T,S), left (T,S), dK (S,d).
template <class T>
void attend_back(const Run<T>& run, const Head<T>& h, const Matrix<T>& dC,
                 const Matrix<T>& dP, const Matrix<T>& left, const Matrix<T>& dK) {
  run.multiply(dC, transposed(h.V), T(0), dP);
  if (h.drop > 0) {
    drop_weights<T>(run, h, h.P, left);
    drop_weights<T>(run, h, dP, dP);
  }
  run.multiply(transposed(h.drop > 0 ? left : h.P), dC, T(0), h.V);
  for (std::int64_t t = 0; t < dP.rows; ++t) {  // dS = P (dP - sum dP P)
    T* const d = dP.row(t);
    const T* const p = h.P.row(t);
    const T dot = sum(dP.cols, [=](std::int64_t k) { return d[k] * p[k]; });
    BACKPLANE_SDK_INDEPENDENT
    for (std::int64_t k = 0; k < dP.cols; ++k) d[k] = p[k] * (d[k] - dot);
  }
  run.multiply(transposed(dP), h.Q, T(0), dK);
  run.multiply(dP, h.K, T(0), h.Q);
  for (std::int64_t k = 0; k < dK.rows; ++k)
    std::copy_n(dK.row(k), dK.cols, h.K.row(k));
}

}  // namespace backplane::sdk
