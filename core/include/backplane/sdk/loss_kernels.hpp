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

/// The loss of a row and its gradient, of a function of one output.
template <class T, class S>
double element_row(const S& part, const LossRow<T>& row) {
  double factor = 1;
  if constexpr (requires { S::mean; })
    factor = S::mean && row.n > 0 ? 1 / static_cast<double>(row.n) : 1;
  const double total = sum(row.n, [&](std::int64_t i) {
    return static_cast<double>(part.f(row.a[i], row.t[i]));
  });
  if (row.da == nullptr) return factor * total;
  const T scale = static_cast<T>(row.scale * factor);
  const T *a = row.a, *t = row.t;
  T* da = row.da;
  BACKPLANE_SDK_INDEPENDENT
  for (std::int64_t i = 0; i < row.n; ++i) {
    if constexpr (requires { part.df(a[i], t[i]); })
      da[i] = scale * part.df(a[i], t[i]);
    else
      da[i] = scale * part.f(Dual<T>{a[i], T(1)}, Dual<T>{t[i], T(0)}).d;
  }
  return factor * total;
}

template <class S, class T>
void loss_block(const S* part, const backplane_loss_args* args) {
  for (std::int64_t r = 0; r < args->rows; ++r) {
    const auto row = row_of<T>(*args, r);
    if constexpr (ElementLoss<S>)
      args->row_loss[r] = element_row(*part, row);
    else
      args->row_loss[r] = part->row(row);
  }
}

}  // namespace backplane::sdk
