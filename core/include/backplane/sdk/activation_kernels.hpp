#pragma once
// The loops that an activation's formula is put into: forward and backward on a block.

#include <cstdint>
#include <type_traits>

#include "backplane/sdk/dispatch.hpp"
#include "backplane/sdk/dual.hpp"

namespace backplane::sdk {

template <class S>
concept DerivesFromY = requires(const S& s, double t) {
  s.df_y(t);
};
template <class S>
concept DerivesFromNothing = requires(const S& s) {
  s.template df<double>();
};
template <class S>
concept DerivesFromX = requires(const S& s, double t) {
  s.df(t);
};
template <class S>
concept DerivesFromBoth = requires(const S& s, double t) {
  s.df(t, t);
};
template <class S>
concept RowwiseFromY = requires(const S& s, const double* in, double* out) {
  s.backward_row(in, in, out, std::int64_t{});
};
template <class S>
concept RowwiseFromBoth = requires(const S& s, const double* in, double* out) {
  s.backward_row(in, in, in, out, std::int64_t{});
};
template <class S>
concept Rowwise = RowwiseFromY<S> || RowwiseFromBoth<S>;
template <class S>
concept Spanwise = requires(const S& s, const double* in, double* out) {
  s.forward_span(in, out, std::int64_t{});
  s.backward_span(in, in, out, std::int64_t{});
};

template <class S>
constexpr std::uint32_t activation_flags() {
  std::uint32_t flags = BACKPLANE_ACT_INPLACE_FWD | BACKPLANE_ACT_INPLACE_BWD;
  if (Rowwise<S>) flags |= BACKPLANE_ACT_ROWWISE;
  if (DerivesFromY<S> || DerivesFromBoth<S> || Rowwise<S>)
    flags |= BACKPLANE_ACT_BWD_NEEDS_Y;
  if (DerivesFromNothing<S>) return flags;
  const bool y_alone = DerivesFromY<S> || (RowwiseFromY<S> && !RowwiseFromBoth<S>);
  return y_alone ? flags : flags | BACKPLANE_ACT_BWD_NEEDS_X;
}

/// f'(x), by the cheapest means the author gives.
template <class T, class S>
[[gnu::always_inline]] inline T derivative(const S& part, [[maybe_unused]] T x,
                                           [[maybe_unused]] T y) {
  if constexpr (DerivesFromNothing<S>)
    return part.template df<T>();
  else if constexpr (DerivesFromY<S>)
    return part.df_y(y);
  else if constexpr (DerivesFromBoth<S>)
    return part.df(x, y);
  else if constexpr (DerivesFromX<S>)
    return part.df(x);
  else
    return part.f(Dual<T>{x, T(1)}).d;
}

/// go(part), or go(what the part selects): a formula for each form that it can take.
template <class S, class F>
[[gnu::always_inline]] inline void with_formula(const S& part, F&& go) {
  if constexpr (requires { part.select(go); })
    part.select(go);
  else
    go(part);
}

/// A part without lists travels as a copy: its parameters are then known to stay as
/// they are while outputs are written, which is what lets the loop become SIMD.
template <class F>
using Held = std::conditional_t<std::is_trivially_copyable_v<F>, const F, const F&>;

/// One row of elements. Arrays that the derivative does not read may be null.
template <class S, class T>
[[gnu::always_inline]] inline void forward_elements(const S& part, const T* x, T* y,
                                                    std::int64_t n) {
  if constexpr (Spanwise<S>) {
    part.forward_span(x, y, n);
  } else {
    Held<S> held = part;
    BACKPLANE_SDK_INDEPENDENT
    for (std::int64_t i = 0; i < n; ++i) y[i] = held.f(x[i]);
  }
}

template <class S, class F, class T>
[[gnu::always_inline]] inline void backward_elements(const F& part, const T* x,
                                                     const T* y, const T* dy, T* dx,
                                                     std::int64_t n) {
  constexpr auto kFlags = activation_flags<S>();
  constexpr bool kX = (kFlags & BACKPLANE_ACT_BWD_NEEDS_X) != 0;
  constexpr bool kY = (kFlags & BACKPLANE_ACT_BWD_NEEDS_Y) != 0;
  if constexpr (Spanwise<F>) {
    part.backward_span(x, dy, dx, n);
  } else {
    Held<F> held = part;
    BACKPLANE_SDK_INDEPENDENT
    for (std::int64_t i = 0; i < n; ++i)
      dx[i] = dy[i] * derivative<T>(held, kX ? x[i] : T(0), kY ? y[i] : T(0));
  }
}

/// A block of rows; a block without gaps is one long row to an element-wise function.
template <class S, class T>
void forward_block(const S* part, const backplane_act_args* a) {
  const auto* x = static_cast<const T*>(a->x);
  auto* y = static_cast<T*>(a->out);
  if constexpr (Rowwise<S>) {
    for (std::int64_t r = 0; r < a->rows; ++r)
      part->forward_row(x + r * a->ld, y + r * a->ld, a->cols);
  } else {
    const bool whole = a->ld == a->cols;
    const std::int64_t rows = whole ? 1 : a->rows;
    const std::int64_t cols = whole ? a->rows * a->cols : a->cols;
    with_formula(*part, [=](const auto& formula) {
      for (std::int64_t r = 0; r < rows; ++r)
        forward_elements(formula, x + r * a->ld, y + r * a->ld, cols);
    });
  }
}

template <class S, class T>
void backward_block(const S* part, const backplane_act_args* a) {
  constexpr auto kFlags = activation_flags<S>();
  const bool whole = !Rowwise<S> && a->ld == a->cols;
  const std::int64_t rows = whole ? 1 : a->rows;
  const std::int64_t cols = whole ? a->rows * a->cols : a->cols;
  for (std::int64_t r = 0; r < rows; ++r) {
    const auto row = [&](const void* data, bool read) {
      return read ? static_cast<const T*>(data) + r * a->ld : nullptr;
    };
    const T* x = row(a->x, (kFlags & BACKPLANE_ACT_BWD_NEEDS_X) != 0);
    const T* y = row(a->y, (kFlags & BACKPLANE_ACT_BWD_NEEDS_Y) != 0);
    const T* dy = row(a->dy, true);
    T* dx = static_cast<T*>(a->out) + r * a->ld;
    if constexpr (RowwiseFromBoth<S>)
      part->backward_row(x, y, dy, dx, cols);
    else if constexpr (RowwiseFromY<S>)
      part->backward_row(y, dy, dx, cols);
    else
      with_formula(*part, [=](const auto& formula) {
        backward_elements<S>(formula, x, y, dy, dx, cols);
      });
  }
}

}  // namespace backplane::sdk
