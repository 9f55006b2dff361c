#pragma once
// The loops that a loss is put into: a number a row, and the gradient.

#include <algorithm>
#include <cstdint>

#include "backplane/sdk/dispatch.hpp"
#include "backplane/sdk/dual.hpp"
#include "backplane/sdk/lanes.hpp"
#include "backplane/sdk/loss_traits.hpp"

namespace backplane::sdk {

/// factor * the sum of f(a, t, i) over a row, and its gradient by dual numbers.
template <class T, class F>
double element_row(const LossRow<T>& row, double factor, F f) {
  const double total = sum(row.n, [&](std::int64_t i) {
    return static_cast<double>(f(row.a[i], row.t[i], i));
  });
  if (row.da == nullptr) return factor * total;
  const T scale = static_cast<T>(row.scale * factor);
  const T *a = row.a, *t = row.t;
  T* da = row.da;
  BACKPLANE_SDK_INDEPENDENT
  for (std::int64_t i = 0; i < row.n; ++i)
    da[i] = scale * f(Dual<T>{a[i], T(1)}, Dual<T>{t[i], T(0)}, i).d;
  return factor * total;
}

/// How much a row counts in the mean over rows.
template <class T, class S>
double weight_of_row(const S& part, const LossRow<T>& row) {
  if (row.t == nullptr && is_ignored(part, row.label)) return 0;
  if constexpr (WeighsRows<S>)
    return part.weight(row);
  else
    return 1;
}

template <class T, class S>
double loss_of_row(const S& part, const LossRow<T>& row) {
  if (row.t == nullptr && is_ignored(part, row.label)) {
    if (row.da != nullptr) std::fill_n(row.da, row.n, T(0));
    return 0;
  }
  if constexpr (ElementLoss<S>) {
    bool mean = false;
    if constexpr (requires { S::mean; }) mean = S::mean;
    return element_row(
        row, mean ? mean_of(row) : 1,
        [held = part](auto a, auto t, std::int64_t) { return held.f(a, t); });
  } else {
    return part.row(row);
  }
}

template <class S, class T>
void loss_block(const S* part, const backplane_loss_args* args) {
  for (std::int64_t r = 0; r < args->rows; ++r)
    args->row_loss[r] = loss_of_row(*part, row_of<T>(*args, r));
}

}  // namespace backplane::sdk
