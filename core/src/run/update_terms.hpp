#pragma once
// What the host does to a stretch of parameters around the optimizer's own step.

#include <cstdint>

namespace backplane::run {

/// Penalties and decoupled decay: g = scale g + l1 sign(w) + l2 w, then w *= keep.
struct Penalty {
  double scale = 1, l1 = 0, l2 = 0, keep = 1;
};

template <class T>
void penalise(const Penalty& penalty, std::int64_t n, T* w, T* g) {
  const T scale = static_cast<T>(penalty.scale), keep = static_cast<T>(penalty.keep);
  const T l1 = static_cast<T>(penalty.l1), l2 = static_cast<T>(penalty.l2);
  for (std::int64_t i = 0; i < n; ++i) {
    const T sign = w[i] > T(0) ? T(1) : (w[i] < T(0) ? T(-1) : T(0));
    g[i] = scale * g[i] + l1 * sign + l2 * w[i];
    w[i] *= keep;
  }
}

/// a += share (w - a): what a has reached, it keeps, whatever the rounding of share.
template <class T>
void average(double share, std::int64_t n, const T* w, T* a) {
  const T c = static_cast<T>(share);
  for (std::int64_t i = 0; i < n; ++i) a[i] += c * (w[i] - a[i]);
}

}  // namespace backplane::run
