#pragma once
// Runs of n numbers made to have mean 0 and variance 1, or root mean square 1, then
// scaled and shifted by what is learnt:  y = w xhat + b,  xhat = (x - mean) r.
//   dxhat = w dy   dx = r (dxhat - mean(dxhat) - xhat mean(dxhat xhat))
// Without centring, mean is 0 and the first mean(dxhat) is left out.

#include <algorithm>
#include <cmath>
#include <cstdint>

#include "backplane/sdk/dispatch.hpp"
#include "backplane/sdk/lanes.hpp"
#include "backplane/sdk/layer.hpp"

namespace backplane::sdk {

/// How a tensor falls into runs. Every `same` numbers of a run share a weight; run i
/// begins with weight (i mod turns) n / same.
struct Runs {
  std::int64_t runs = 0, n = 1, same = 1, turns = 1;

  [[nodiscard]] std::int64_t weights() const { return turns * (n / same); }
  [[nodiscard]] Cut tasks() const {
    constexpr std::int64_t kElements = 16384;
    return cut(runs,
               std::max<std::int64_t>(kElements / std::max<std::int64_t>(n, 1), 1), 1);
  }
  [[nodiscard]] Cut weight_tasks() const { return cut(weights(), 64, 16); }
  [[nodiscard]] std::int64_t first_weight(std::int64_t run) const {
    return run % turns * (n / same);
  }
};

/// One run's numbers: T(0) mean where it is not centred.
template <class T>
struct RunMoments {
  T mean, r;
};

template <class T>
RunMoments<T> run_moments(const T* x, std::int64_t n, bool centred, double eps) {
  const T count = static_cast<T>(n);
  const T mean = centred ? sum(n, [x](std::int64_t i) { return x[i]; }) / count : T(0);
  const T var = sum(n,
                    [=](std::int64_t i) {
                      const T d = x[i] - mean;
                      return d * d;
                    }) /
                count;
  return {mean, T(1) / backplane::sqrt(var + static_cast<T>(eps))};
}

/// y(i, weight's number) for i in [0, n): `same` numbers a weight.
template <class F>
void each_of_run(const Runs& s, F act) {
  if (s.same == 1) {
    BACKPLANE_SDK_INDEPENDENT
    for (std::int64_t i = 0; i < s.n; ++i) act(i, i);
    return;
  }
  for (std::int64_t k = 0; k < s.n / s.same; ++k) {
    BACKPLANE_SDK_INDEPENDENT
    for (std::int64_t i = k * s.same; i < (k + 1) * s.same; ++i) act(i, k);
  }
}

/// w and b: of the run's first weight; null where there are none.
template <class T>
void normalize_run(const Runs& s, const RunMoments<T>& m, const T* x, const T* w,
                   const T* b, T* y) {
  const T mean = m.mean, r = m.r;
  if (w == nullptr)
    each_of_run(s, [=](std::int64_t i, std::int64_t) { y[i] = (x[i] - mean) * r; });
  else if (b == nullptr)
    each_of_run(
        s, [=](std::int64_t i, std::int64_t k) { y[i] = (x[i] - mean) * r * w[k]; });
  else
    each_of_run(s, [=](std::int64_t i, std::int64_t k) {
      y[i] = (x[i] - mean) * r * w[k] + b[k];
    });
}

/// dx of one run, in two passes: dxhat is left in dx first.
template <class T>
void normalize_run_back(const Runs& s, const RunMoments<T>& m, bool centred, const T* x,
                        const T* w, const T* dy, T* dx) {
  const T mean = m.mean, r = m.r, count = static_cast<T>(s.n);
  each_of_run(s, [=](std::int64_t i, std::int64_t k) {
    dx[i] = w == nullptr ? dy[i] : dy[i] * w[k];
  });
  const T* const d = dx;
  const T first =
      centred ? sum(s.n, [d](std::int64_t i) { return d[i]; }) / count : T(0);
  const T second =
      sum(s.n, [=](std::int64_t i) { return d[i] * (x[i] - mean); }) * r / count;
  BACKPLANE_SDK_INDEPENDENT
  for (std::int64_t i = 0; i < s.n; ++i)
    dx[i] = r * (dx[i] - first - (x[i] - mean) * r * second);
}

}  // namespace backplane::sdk
