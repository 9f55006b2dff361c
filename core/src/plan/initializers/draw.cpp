// The distributions that all random initializers draw from.
#include "plan/initializers/draw.hpp"

#include <algorithm>

#include "described.hpp"
#include "math/rng.hpp"
#include "plan/initializers/normal_cdf.hpp"

namespace backplane::plan::initializers {
namespace {

constexpr std::uint64_t kStream =
    0;  // the seed is the tensor's own: one stream will do

}  // namespace

void draw_uniform(std::uint64_t seed, std::uint64_t offset, double low, double high,
                  std::span<double> out) {
  rng_service()->uniform_f64(seed, kStream, offset, out.size(), out.data());
  for (double& x : out) x = low + (high - low) * x;
}

void draw_normal(std::uint64_t seed, std::uint64_t offset, double mean,
                 double deviation, std::span<double> out) {
  rng_service()->normal_f64(seed, kStream, offset, out.size(), out.data());
  for (double& x : out) x = mean + deviation * x;
}

// x = Phi^-1(u) with u uniform between Phi of the bounds. A range above the mean is
// drawn as its mirror image: below, Phi keeps its digits.
void draw_truncated_normal(std::uint64_t seed, std::uint64_t offset, double mean,
                           double deviation, double low, double high,
                           std::span<double> out) {
  const bool mirrored = low > mean;
  const double sign = mirrored ? -1 : 1;
  const double from = sign * ((mirrored ? high : low) - mean) / deviation;
  const double to = sign * ((mirrored ? low : high) - mean) / deviation;
  draw_uniform(seed, offset, normal_cdf(from), normal_cdf(to), out);
  for (double& x : out)
    x = std::clamp(mean + sign * deviation * normal_quantile(x), low, high);
}

ParamSpec gain_param() {
  return within(real_param("gain", 1, "Factor on the values", BACKPLANE_PF_MAIN), 0);
}

}  // namespace backplane::plan::initializers
