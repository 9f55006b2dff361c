#pragma once
// The operations that formulas are made of.

#include <cstdint>

namespace backplane::formula {

enum class Op : std::uint8_t {
  // leaves
  x,
  dy,
  number,
  // of one value, written with those below before a program is made
  sigmoid,
  softplus,
  damp,        // tanh(softplus(a)), the gate of mish
  damp_slope,  // its derivative
  // of one value
  copy,
  neg,
  abs,
  sqrt,
  exp,
  expm1,
  log,
  log1p,
  sin,
  cos,
  tan,
  asin,
  acos,
  atan,
  sinh,
  cosh,
  tanh,
  asinh,
  acosh,
  atanh,
  erf,
  round,
  floor,
  ceil,
  sign,
  fade,        // e^-|a|, what sigmoid and softplus share
  grow,        // e^a with a cut off at 40, what damp and damp_slope share
  grow_share,  // 1 / (a (a + 2) + 2), of grow
  // of two
  add,
  sub,
  mul,
  div,
  pow,
  min,
  max,
  less,
  less_equal,
  equal,
  not_equal,
  fade_sigmoid,  // sigmoid of a, given fade
  grow_damp,     // damp, given grow and grow_share
  grow_slope,    // damp_slope, given grow and grow_share
  // of three
  where,
  mul_add,   // a b + c
  mul_sub,   // a b - c
  sub_mul,   // c - a b
  add_mul,   // (a + b) c
  diff_mul,  // (a - b) c
  mul_mul,   // (a b) c
  div_add,   // a / (b + c)
  max_min,   // min(max(a, b), c)
  // of four
  less_where,        // c where a < b, else d
  less_equal_where,  // c where a <= b, else d
};

/// How many values an operation takes; 0 for a leaf.
[[nodiscard]] constexpr int arity(Op op) {
  if (op < Op::sigmoid) return 0;
  if (op < Op::add) return 1;
  if (op < Op::where) return 2;
  return op < Op::less_where ? 3 : 4;
}

}  // namespace backplane::formula
