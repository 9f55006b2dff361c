// Richardson: D(h) = (f(h) - f(-h)) / 2h = f'(0) + c1 h^2 + c2 h^4 + ...; from D(4h)
// and D(h) the first error term is eliminated by (16 D(h) - D(4h)) / 15, and so on.
#include "inspect/differences.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>

namespace backplane::inspect {
namespace {

constexpr std::size_t kSteps = 7;  // the smallest is 1 / 409600 of the scale
constexpr double kFirst = 1e-2, kRatio = 4;
constexpr double kEps = std::numeric_limits<double>::epsilon();

// What was seen of one f.
struct Samples {
  double here = 0;                     ///< f(0)
  std::array<double, kSteps> slope{};  ///< D(h)
  std::array<double, kSteps> bend{};   ///< |f(h) - 2 f(0) + f(-h)| / h
  std::array<double, kSteps> noise{};  ///< of D(h), from rounding
};

// Of all columns and rows of the table, the entry that its neighbours agree with most.
Difference extrapolate(const Samples& f) {
  std::array<std::array<double, kSteps>, kSteps> table{};
  Difference best;
  best.error = std::numeric_limits<double>::infinity();
  for (std::size_t i = 0; i < kSteps; ++i) {
    table[i][0] = f.slope[i];
    double power = 1;
    for (std::size_t j = 1; j <= i; ++j) {
      power *= kRatio * kRatio;
      table[i][j] = (power * table[i][j - 1] - table[i - 1][j - 1]) / (power - 1);
      const double error =
          std::max({std::abs(table[i][j] - table[i][j - 1]),
                    std::abs(table[i][j] - table[i - 1][j - 1]), f.noise[i]});
      if (!(error < best.error)) continue;
      best.value = table[i][j];
      best.error = error;
    }
  }
  return best;
}

// On a smooth f the bend shrinks with h; at a corner it stays, the jump of the slope.
// Smaller jumps than these change no sixth digit, and may be rounding.
bool bends(const Samples& f) {
  const double near = f.bend[kSteps - 1], far = f.bend[kSteps - 2];
  const double least =
      1e-6 * std::abs(f.slope[kSteps - 1]) + 1e-8 * std::max(1.0, std::abs(f.here));
  return near > 0.5 * far + least;
}

Difference judge(const Samples& f) {
  const bool moves = std::ranges::any_of(f.slope, [](double d) { return d != 0; }) ||
                     std::ranges::any_of(f.bend, [](double b) { return b != 0; });
  if (!moves) return {};
  Difference found = extrapolate(f);
  const double allowed =
      1e-6 * std::abs(found.value) + 1e-9 * std::max(1.0, std::abs(f.here));
  found.corner = bends(f) || !(found.error <= allowed);
  return found;
}

}  // namespace

Result<std::vector<Difference>> differences(std::size_t count, double scale,
                                            const Moving& put) {
  std::vector<double> above(count), below(count);
  std::vector<Samples> seen(count);
  if (auto done = put(0, above); !done.ok()) return done.error();
  for (std::size_t k = 0; k < count; ++k) seen[k].here = above[k];
  double h = kFirst * scale;
  for (std::size_t i = 0; i < kSteps; ++i, h /= kRatio) {
    if (auto done = put(h, above); !done.ok()) return done.error();
    if (auto done = put(-h, below); !done.ok()) return done.error();
    for (std::size_t k = 0; k < count; ++k) {
      const double here = seen[k].here;
      seen[k].slope[i] = (above[k] - below[k]) / (2 * h);
      seen[k].bend[i] = std::abs((above[k] - here) - (here - below[k])) / h;
      seen[k].noise[i] =
          4 * kEps * (std::abs(here) + scale * std::abs(seen[k].slope[i])) / h;
    }
  }
  if (auto done = put(0, above); !done.ok()) return done.error();
  std::vector<Difference> found;
  found.reserve(count);
  for (const Samples& f : seen) found.push_back(judge(f));
  return found;
}

}  // namespace backplane::inspect
