#pragma once
// What a row of outputs says of a class's probability: softmax of logits, the sigmoid
// of a single one; otherwise the outputs are probabilities, or logarithms of them.

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <span>

namespace backplane::train::metrics {

/// log(1 + e^x)
[[nodiscard]] inline double softplus(double x) {
  return std::fmax(x, 0) + std::log1p(std::exp(-std::fabs(x)));
}

/// Rows that are no logits hold logarithms when none is above 0: a row of probabilities
/// has one that is.
template <class T>
[[nodiscard]] bool logarithms(std::span<const T> row) {
  return row.size() > 1 && *std::max_element(row.begin(), row.end()) <= T(0);
}

/// log p of class `c`. NaN among logits gives NaN.
template <class T>
[[nodiscard]] double log_probability(std::span<const T> row, bool logits,
                                     std::int64_t c) {
  const auto z = [&](std::size_t i) { return static_cast<double>(row[i]); };
  if (row.size() == 1) {
    if (logits) return -softplus(c == 1 ? -z(0) : z(0));
    return c == 1 ? std::log(z(0)) : std::log1p(-z(0));
  }
  const auto at = static_cast<std::size_t>(c);
  if (!logits) return logarithms(row) ? z(at) : std::log(z(at));
  std::size_t top = 0;
  for (std::size_t i = 1; i < row.size(); ++i)
    if (z(i) > z(top)) top = i;
  double others = 0;  // the largest is 1
  for (std::size_t i = 0; i < row.size(); ++i)
    if (i != top) others += std::exp(z(i) - z(top));
  return (z(at) - z(top)) - std::log1p(others);
}

/// p of every class, in class order. Pre: out.size() is their number, 2 for one column.
template <class T>
void probabilities(std::span<const T> row, bool logits, std::span<double> out) {
  if (row.size() == 1) {
    const auto z = static_cast<double>(row[0]);
    out[1] = logits ? 1 / (1 + std::exp(-z)) : z;
    out[0] = logits ? 1 / (1 + std::exp(z)) : 1 - z;
    return;
  }
  std::copy(row.begin(), row.end(), out.begin());
  if (!logits && !logarithms(row)) return;
  const double top = *std::max_element(out.begin(), out.end());
  double sum = 0;
  for (double& p : out) sum += p = std::exp(p - top);
  for (double& p : out) p /= sum;
}

}  // namespace backplane::train::metrics
