#pragma once
// The loops that a loss is put into: a number a row, and the gradient.

#include <cstdint>

#include "backplane/sdk/dispatch.hpp"
#include "backplane/sdk/dual.hpp"
#include "backplane/sdk/lanes.hpp"

namespace backplane::sdk {

/// One row of predictions `a` and what they should have been: the targets `t`, or,
/// where that is null, a class.
template <class T>
struct LossRow {
  std::int64_t n;      ///< outputs
  const T* a;          ///< [n]
  const T* t;          ///< [n], or null
  std::int64_t label;  ///< in [0, n) where t is null
  T* da;  ///< [n], to overwrite with scale * d loss / d a; null: not wanted
  double scale;
};

template <class S>
concept ElementLoss = requires(const S& s, double v) {
  s.f(v, v);
};
template <class S>
concept WeighsRows = requires(const S& s, const LossRow<double>& row) {
  s.weight(row);
};

template <class T>
LossRow<T> row_of(const backplane_loss_args& args, std::int64_t r) {
  const auto* a = static_cast<const T*>(args.pred) + r * args.ld_pred;
  auto* da = static_cast<T*>(args.dpred);
  if (da != nullptr) da += r * args.ld_pred;
  if (args.target_index != nullptr)
    return {args.cols, a, nullptr, args.target_index[r], da, args.grad_scale};
  const auto* t = static_cast<const T*>(args.target) + r * args.ld_target;
  return {args.cols, a, t, 0, da, args.grad_scale};
}

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

/// 1 / n: the factor of a mean over the outputs.
template <class T>
double mean_of(const LossRow<T>& row) {
  return row.n > 0 ? 1 / static_cast<double>(row.n) : 1;
}

template <class T, class S>
double loss_of_row(const S& part, const LossRow<T>& row) {
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
