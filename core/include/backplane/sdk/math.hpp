#pragma once
// The SDK's mathematics: scalar functions on float and double without a branch, so that
// a plain loop over an array becomes SIMD. Infinities, NaN, signed zeros and subnormal
// numbers are treated as in the C library; no errno, no rounding mode but to nearest.
// Each function names its largest error in units in the last place (ulp), held by
// tests.

#include "backplane/sdk/math_arc.hpp"
#include "backplane/sdk/math_bits.hpp"
#include "backplane/sdk/math_erf.hpp"
#include "backplane/sdk/math_exp.hpp"
#include "backplane/sdk/math_hyperbolic.hpp"
#include "backplane/sdk/math_log.hpp"
#include "backplane/sdk/math_pow.hpp"
#include "backplane/sdk/math_round.hpp"
#include "backplane/sdk/math_trig.hpp"

namespace backplane {

/// |x|, exact.
template <Real T>
[[nodiscard, gnu::always_inline]] inline T abs(T x) {
  return std::fabs(x);
}

/// The square root, correctly rounded; of a negative number NaN.
template <Real T>
[[nodiscard, gnu::always_inline]] inline T sqrt(T x) {
  return std::sqrt(x);
}

/// The smaller one; NaN if either is NaN. Of two zeros the first.
template <Real T>
[[nodiscard, gnu::always_inline]] inline T min(T a, T b) {
  return ((b < a) | (b != b)) ? b : a;
}

/// The larger one; NaN if either is NaN. Of two zeros the first.
template <Real T>
[[nodiscard, gnu::always_inline]] inline T max(T a, T b) {
  return ((a < b) | (b != b)) ? b : a;
}

}  // namespace backplane
