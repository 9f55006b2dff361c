// The two distributions that all random initializers draw from.
#include "plan/initializers/draw.hpp"

#include "described.hpp"
#include "math/rng.hpp"

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

ParamSpec gain_param() {
  return within(real_param("gain", 1, "Factor on the values", BACKPLANE_PF_MAIN), 0);
}

}  // namespace backplane::plan::initializers
