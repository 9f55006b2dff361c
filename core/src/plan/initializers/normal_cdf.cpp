// Phi(x) = erfc(-x / sqrt(2)) / 2, and its inverse by Halley's iteration.
#include "plan/initializers/normal_cdf.hpp"

#include <cmath>
#include <limits>
#include <numbers>

namespace backplane::plan::initializers {
namespace {

// Right to 0.005 for p in (0, 0.5]: Abramowitz and Stegun, 26.2.22.
double near(double p) {
  const double t = std::sqrt(-2 * std::log(p));
  return (2.30753 + 0.27061 * t) / (1 + t * (0.99229 + 0.04481 * t)) - t;
}

}  // namespace

double normal_cdf(double x) {
  return std::erfc(-x / std::numbers::sqrt2) / 2;
}

double normal_quantile(double p) {
  if (p > 0.5) return -normal_quantile(1 - p);
  if (!(p > 0)) return -std::numeric_limits<double>::infinity();
  const double root_two_pi = std::sqrt(2 * std::numbers::pi);
  double x = near(p);
  // With f = Phi - p, f' the density and f'' = -x f'. Errors shrink as their cubes.
  for (int i = 0; i < 3; ++i) {
    const double step = (normal_cdf(x) - p) * root_two_pi * std::exp(x * x / 2);
    x -= step / (1 + x * step / 2);
  }
  return x;
}

}  // namespace backplane::plan::initializers
