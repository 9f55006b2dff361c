#pragma once
// One loop for each operation and each mix of rows and numbers that it may get.

#include <cstdint>

#include "backplane/sdk/dispatch.hpp"
#include "backplane/sdk/formula_pick.hpp"

namespace backplane::formula {

/// Loops run over a multiple of so many elements: they need no code for a rest.
inline constexpr std::int64_t kGrain = 16;

/// What a loop reads: of each operand its row, or the number that stands for one.
template <class T>
struct Operands {
  const T* rows[4];
  T numbers[4];
};

/// out[i] = op(operands at i) for all i < n, a multiple of kGrain; out may be a row.
template <class T>
using Kernel = void (*)(const Operands<T>*, T* out, std::int64_t n);

/// Whether an operation can meet these operands, a bit set for each row: sums and
/// products have their number second, and differences first.
[[nodiscard]] constexpr bool occurs(Op op, unsigned rows) {
  const unsigned all = (1u << static_cast<unsigned>(arity(op))) - 1;
  if (op == Op::copy) return true;
  if (op == Op::sub || op == Op::diff_mul || op == Op::div_add) return (rows & 2u) != 0;
  if (op == Op::max_min || arity(op) == 4) return (rows & 3u) != 0;
  if (op == Op::add || op == Op::mul || arity(op) == 3) return (rows & 1u) != 0;
  if (op == Op::fade_sigmoid || op == Op::grow_damp || op == Op::grow_slope)
    return rows == all;
  return arity(op) == 1 ? rows == all : rows != 0;
}

template <Op op, class T, unsigned Rows>
[[gnu::always_inline]] inline void loop(const Operands<T>* in, T* out, std::int64_t n) {
  const T *a = in->rows[0], *b = in->rows[1], *c = in->rows[2], *d = in->rows[3];
  const T p = in->numbers[0], q = in->numbers[1], r = in->numbers[2],
          s = in->numbers[3];
  const std::int64_t whole = n & -kGrain;
  BACKPLANE_SDK_INDEPENDENT
  for (std::int64_t i = 0; i < whole; ++i) {
    const auto A = [&] { return (Rows & 1u) != 0 ? a[i] : p; };
    const auto B = [&] { return (Rows & 2u) != 0 ? b[i] : q; };
    const auto C = [&] { return (Rows & 4u) != 0 ? c[i] : r; };
    const auto D = [&] { return (Rows & 8u) != 0 ? d[i] : s; };
    if constexpr (arity(op) == 1)
      out[i] = apply<op>(A());
    else if constexpr (arity(op) == 2)
      out[i] = apply<op>(A(), B());
    else if constexpr (arity(op) == 3)
      out[i] = apply<op>(A(), B(), C());
    else
      out[i] = apply<op>(A(), B(), C(), D());
  }
}

template <Op op, class T, unsigned Rows>
[[nodiscard]] Kernel<T> kernel_for(std::uint32_t isa) {
  if constexpr (occurs(op, Rows))
    return sdk::chosen<&loop<op, T, Rows>, const Operands<T>*, T*, std::int64_t>(isa);
  return nullptr;
}

/// The loop for these rows, on the path for this CPU.
template <class T>
[[nodiscard]] Kernel<T> kernel_of(Op op, unsigned rows, std::uint32_t isa) {
  Kernel<T> found = nullptr;
  const auto take = [&]<Op O>() {
    constexpr unsigned kMixes = 1u << static_cast<unsigned>(arity(O));
    [&]<unsigned... I>(std::integer_sequence<unsigned, I...>) {
      ((rows == I && (found = kernel_for<O, T, I>(isa), true)) || ...);
    }
    (std::make_integer_sequence<unsigned, kMixes>());
  };
  (void)(pick_unary(op, take) || pick_binary(op, take) || pick_ternary(op, take) ||
         pick_quaternary(op, take));
  return found;
}

}  // namespace backplane::formula
