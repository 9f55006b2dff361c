#pragma once
// What an optimizer sees of one update: weights, their gradients and slots, the step's
// numbers; where it takes whole parameters, also their shape, scratch and products.

#include <concepts>
#include <cstdint>

#include "backplane/abi.h"
#include "backplane/sdk/dispatch.hpp"
#include "backplane/sdk/layer_plan.hpp"
#include "backplane/sdk/matrix.hpp"

namespace backplane::sdk {

template <class T>
struct Update {
  std::int64_t n;
  T* w;                ///< [n], in and out
  const T* g;          ///< [n], to be multiplied by grad_scale; `each` does that
  void* const* slots;  ///< arrays [n]
  double lr, weight_decay, grad_scale;
  std::uint64_t step;  ///< from 1
  // With whole_tensor:
  const backplane_shape* shape = nullptr;  ///< of the parameter; null: not told
  void* scratch = nullptr;                 ///< what `needs` asked for
  const backplane_math* math = nullptr;

  [[nodiscard]] T* slot(std::size_t i) const { return static_cast<T*>(slots[i]); }

  /// 0 where the shape was not told.
  [[nodiscard]] std::uint32_t rank() const {
    return shape == nullptr ? 0u : shape->rank;
  }
  /// An array [n] as a matrix: the first axis, and all others. Pre: rank() > 0.
  template <class U>
  [[nodiscard]] Matrix<U> matrix(U* data) const {
    const std::int64_t cols = count(*shape, 1, shape->rank);
    return {data, shape->dim[0], cols, cols};
  }
  /// C = A B + beta C.
  void multiply(const Factor<T>& A, const Factor<T>& B, T beta,
                const Matrix<T>& C) const {
    sdk::multiply(*math, A, B, beta, C);
  }

  /// rule(w, g, slot 0, slot 1, ...) for every weight, as many slots as `rule` takes.
  template <class F>
  void each(F rule) const {
    if constexpr (std::invocable<F&, T&, T>)
      run(rule);
    else if constexpr (std::invocable<F&, T&, T, T&>)
      run(rule, slot(0));
    else if constexpr (std::invocable<F&, T&, T, T&, T&>)
      run(rule, slot(0), slot(1));
    else
      run(rule, slot(0), slot(1), slot(2));
  }

 private:
  template <class F, class... Slot>
  void run(F& rule, Slot*... s) const {
    const T scale = static_cast<T>(grad_scale);
    T* const weights = w;
    const T* const gradients = g;
    const std::int64_t count = n;
    BACKPLANE_SDK_INDEPENDENT
    for (std::int64_t i = 0; i < count; ++i)
      rule(weights[i], scale * gradients[i], s[i]...);
  }
};

/// What the host passes; a host of minor 0 knows no shapes.
template <class T>
[[nodiscard]] Update<T> update_of(const backplane_opt_args& a) {
  Update<T> update{a.n,
                   static_cast<T*>(a.w),
                   static_cast<const T*>(a.g),
                   a.slots,
                   a.lr,
                   a.weight_decay,
                   a.grad_scale,
                   a.step};
  if (!BACKPLANE_HAS(&a, backplane_opt_args, math)) return update;
  update.shape = a.shape;
  update.scratch = a.scratch;
  update.math = a.math;
  return update;
}

}  // namespace backplane::sdk
