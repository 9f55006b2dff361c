#pragma once
// The normal distribution function Phi(x) and its inverse, for drawing from a part of
// it.

namespace backplane::plan::initializers {

/// The part of a standard normal below x; exact to a few ulp far below zero too.
[[nodiscard]] double normal_cdf(double x);

/// The x with normal_cdf(x) = p, for p in [0, 1]; infinite at the ends.
[[nodiscard]] double normal_quantile(double p);

}  // namespace backplane::plan::initializers
