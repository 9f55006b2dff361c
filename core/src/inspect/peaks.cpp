// sgemm of 768 x 768 matrices, and STREAM's triad on arrays beyond the last cache.
#include "inspect/peaks.hpp"

#include <algorithm>
#include <chrono>
#include <vector>

#include "math/gemm.hpp"

namespace backplane::inspect {
namespace {

using Clock = std::chrono::steady_clock;

double seconds_since(Clock::time_point start) {
  return std::chrono::duration<double>(Clock::now() - start).count();
}

// The shortest run of `f` in about `seconds`.
template <class F>
double shortest(double seconds, const F& f) {
  double best = 1e30;
  for (const auto start = Clock::now(); seconds_since(start) < seconds;) {
    const auto begin = Clock::now();
    f();
    best = std::min(best, seconds_since(begin));
  }
  return best;
}

}  // namespace

Peaks measure_peaks() {
  constexpr std::int64_t n = 768;
  constexpr std::size_t count = std::size_t{24} << 20;  // 96 MiB an array
  const std::vector<float> a(n * n, 0.5F), b(n * n, 0.25F);
  std::vector<float> c(n * n, 0.0F);
  const backplane_math& math = *math_service();
  const double product = shortest(0.15, [&] {
    math.gemm_f32(0, 0, n, n, n, 1, a.data(), n, b.data(), n, 0, c.data(), n);
  });
  const std::vector<float> y(count, 1.0F), z(count, 2.0F);
  std::vector<float> x(count, 0.0F);
  const double triad = shortest(0.15, [&] {
    for (std::size_t i = 0; i < count; ++i) x[i] = y[i] + 3.0F * z[i];
  });
  return {2.0 * n * n * n / product * 1e-9,
          3.0 * sizeof(float) * static_cast<double>(count) / triad * 1e-9};
}

}  // namespace backplane::inspect
