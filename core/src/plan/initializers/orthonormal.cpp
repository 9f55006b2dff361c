// Gram and Schmidt, twice, which leaves rounding errors alone; block by block, so that
// nearly all of it is matrix products.
#include "plan/initializers/orthonormal.hpp"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <vector>

#include "math/gemm.hpp"
#include "math/reduce.hpp"

namespace backplane::plan::initializers {
namespace {

constexpr std::size_t kBlock = 32;

std::int64_t whole(std::size_t n) {
  return static_cast<std::int64_t>(n);
}

// W -= (W Q') Q: takes from W (w, n) what lies in the span of Q (q, n); R has room for
// both.
void project_out(const double* Q, std::size_t q, double* W, std::size_t w,
                 std::size_t n, double* R) {
  const backplane_math* math = math_service();
  math->gemm_f64(0, 1, whole(w), whole(q), whole(n), 1, W, whole(n), Q, whole(n), 0, R,
                 whole(q));
  math->gemm_f64(0, 0, whole(w), whole(n), whole(q), -1, R, whole(q), Q, whole(n), 1, W,
                 whole(n));
}

double dot(std::span<const double> a, std::span<const double> b) {
  return tree_sum(std::size_t{0}, a.size(), [&](std::size_t i) { return a[i] * b[i]; });
}

void normalise(std::span<double> v) {
  const double length = std::sqrt(tree_sum_of_squares(std::span<const double>(v)));
  if (!(length > 0)) return;
  for (double& x : v) x /= length;
}

// The rows of one block among themselves.
void within_block(double* W, std::size_t w, std::size_t n) {
  const auto row = [&](std::size_t r) { return std::span(W + r * n, n); };
  for (std::size_t r = 0; r < w; ++r) {
    for (std::size_t before = 0; before < r; ++before) {
      const double along = dot(row(r), row(before));
      for (std::size_t c = 0; c < n; ++c) W[r * n + c] -= along * W[before * n + c];
    }
    normalise(row(r));
  }
}

}  // namespace

void orthonormalise(std::span<double> V, std::size_t rows, std::size_t cols) {
  std::vector<double> R(kBlock * rows);
  for (std::size_t begin = 0; begin < rows; begin += kBlock) {
    const std::size_t w = std::min(kBlock, rows - begin);
    double* W = V.data() + begin * cols;
    for (int pass = 0; pass < 2; ++pass) {
      if (begin > 0) project_out(V.data(), begin, W, w, cols, R.data());
      within_block(W, w, cols);
    }
  }
}

}  // namespace backplane::plan::initializers
