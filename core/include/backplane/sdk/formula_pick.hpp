#pragma once
// From an operation known at run time to the code made for it, and numbers computed so.

#include <cstddef>
#include <utility>

#include "backplane/sdk/formula_apply.hpp"

namespace backplane::formula {

/// f.template operator()<op>() for an op from First to Last; false if it is none.
template <Op First, Op Last, class F>
[[gnu::always_inline]] inline bool pick(Op op, F&& f) {
  constexpr auto kFirst = static_cast<std::size_t>(First);
  constexpr auto kCount = static_cast<std::size_t>(Last) - kFirst + 1;
  return [&]<std::size_t... I>(std::index_sequence<I...>) {
    return ((op == static_cast<Op>(kFirst + I) &&
             (f.template operator()<static_cast<Op>(kFirst + I)>(), true)) ||
            ...);
  }
  (std::make_index_sequence<kCount>());
}

/// f for an operation of so many values.
template <class F>
[[gnu::always_inline]] inline bool pick_unary(Op op, F&& f) {
  return pick<Op::copy, Op::grow_share>(op, f);
}
template <class F>
[[gnu::always_inline]] inline bool pick_binary(Op op, F&& f) {
  return pick<Op::add, Op::grow_slope>(op, f);
}
template <class F>
[[gnu::always_inline]] inline bool pick_ternary(Op op, F&& f) {
  return pick<Op::where, Op::max_min>(op, f);
}
template <class F>
[[gnu::always_inline]] inline bool pick_quaternary(Op op, F&& f) {
  return pick<Op::less_where, Op::less_equal_where>(op, f);
}

/// The number that an operation makes of numbers.
[[nodiscard]] inline double computed(Op op, double a) {
  if (op == Op::sigmoid) return sigmoid(a);
  if (op == Op::softplus) return softplus(a);
  double y = 0;
  pick_unary(op, [&]<Op O>() { y = apply<O>(a); });
  return y;
}
[[nodiscard]] inline double computed(Op op, double a, double b) {
  double y = 0;
  pick_binary(op, [&]<Op O>() { y = apply<O>(a, b); });
  return y;
}

}  // namespace backplane::formula
