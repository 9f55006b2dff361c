#pragma once
// Analytic gradients against central differences, in double.

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <functional>
#include <limits>
#include <vector>

namespace backplane::test {

inline constexpr double kTolerance = 1e-7;

/// Largest of |numeric - analytic| over v, relative to the largest |analytic|; a tensor
/// of zeros fails. f sees v. The difference is Richardson's, of fourth order.
inline double gradient_error(std::vector<double>& v, const std::vector<double>& dv,
                             const std::function<double()>& f, double step = 1e-3) {
  double worst = 0, scale = 0;
  for (std::size_t i = 0; i < v.size(); ++i) {
    const double kept = v[i];
    const auto slope = [&](double h) {
      v[i] = kept + h;
      const double above = f();
      v[i] = kept - h;
      const double below = f();
      return (above - below) / (2 * h);
    };
    const double numeric = (4 * slope(step / 2) - slope(step)) / 3;
    v[i] = kept;
    worst = std::max(worst, std::abs(numeric - dv[i]));
    scale = std::max(scale, std::abs(dv[i]));
  }
  return scale > 0 ? worst / scale : std::numeric_limits<double>::infinity();
}

struct GradientMatch {
  double error = 0;          ///< as of gradient_error, over the entries compared
  std::size_t compared = 0;  ///< entries where differences tell the slope
  std::size_t outside = 0;   ///< entries where f is no number
};

/// The same entry by entry, for functions that have kinks, jumps and poles: an entry
/// whose two differences do not agree with each other is left out. f(i) is what entry
/// i moves. A gradient of zeros is one.
template <class F>
GradientMatch compare_gradient(std::vector<double>& v, const std::vector<double>& dv,
                               const F& f, double step = 1e-3) {
  GradientMatch found;
  double scale = 0;
  for (std::size_t i = 0; i < v.size(); ++i) {
    const double kept = v[i];
    const auto slope = [&](double h) {
      v[i] = kept + h;
      const double above = f(i);
      v[i] = kept - h;
      const double below = f(i);
      return (above - below) / (2 * h);
    };
    const double wide = slope(step), middle = slope(step / 2), near = slope(step / 4);
    v[i] = kept;
    const double rough = (4 * middle - wide) / 3, numeric = (4 * near - middle) / 3;
    if (!std::isfinite(rough + numeric)) {
      ++found.outside;
      continue;
    }
    if (std::abs(rough - numeric) > 1e-9 * (1 + std::abs(numeric))) continue;
    ++found.compared;
    const double error = std::abs(numeric - dv[i]);
    if (!(error <= found.error)) found.error = error;  // a NaN is an error too
    scale = std::max(scale, std::abs(dv[i]));
  }
  found.error /= std::max(scale, 1.0);
  return found;
}

/// sum_i a_i b_i
inline double dot(const std::vector<double>& a, const std::vector<double>& b) {
  double total = 0;
  for (std::size_t i = 0; i < a.size(); ++i) total += a[i] * b[i];
  return total;
}

/// n numbers in [low, high), from a seed.
inline std::vector<double> filled(std::size_t n, std::uint64_t seed, double low = -1,
                                  double high = 1) {
  std::vector<double> v(n);
  std::uint64_t state = seed * 0x9E3779B97F4A7C15u + 1;
  for (double& entry : v) {
    state = state * 6364136223846793005u + 1442695040888963407u;
    std::uint64_t bits = state;
    bits ^= bits >> 29, bits *= 0xBF58476D1CE4E5B9u, bits ^= bits >> 32;
    entry = low + (high - low) * static_cast<double>(bits >> 11) * 0x1p-53;
  }
  return v;
}

}  // namespace backplane::test
