// Uniform, normal and Beta numbers from the words of a Philox stream.
#include "data/draws.hpp"

#include "backplane/sdk/math.hpp"
#include "math/philox.hpp"
#include "math/rng.hpp"

namespace backplane::data {

std::uint32_t Draws::word() {
  if (used_ == words_.size()) {
    static_assert(kWords == kPhiloxWords * kPhiloxGroup);
    philox_blocks(key_, stream_, block_, words_);
    block_ += kPhiloxGroup;
    used_ = 0;
  }
  return words_[used_++];
}

double Draws::uniform() {
  const std::uint64_t high = word(), low = word();
  return static_cast<double>((high << 32 | low) >> 11) * 0x1p-53;
}

std::int64_t Draws::below(std::int64_t n) {
  const auto range = static_cast<std::uint64_t>(n);
  const std::uint64_t high = word(), low = word();
  return static_cast<std::int64_t>((high * range + (low * range >> 32)) >> 32);
}

double Draws::normal() {
  const double u = 1 - uniform(), v = uniform();  // (0, 1] and [0, 1)
  return backplane::sqrt(-2 * backplane::log(u)) *
         backplane::cos(6.283185307179586 * v);
}

// The logarithm of a Gamma(alpha, 1) number, after Marsaglia and Tsang (2000); below 1
// by G(alpha) = G(alpha + 1) U^(1 / alpha), which underflows for small alpha without
// the logarithm.
double Draws::log_gamma(double alpha) {
  if (alpha < 1) {
    const double above = log_gamma(alpha + 1);
    return above + backplane::log(1 - uniform()) / alpha;
  }
  const double d = alpha - 1.0 / 3, c = 1 / backplane::sqrt(9 * d);
  for (;;) {
    const double x = normal(), root = 1 + c * x, u = 1 - uniform();
    if (root <= 0) continue;
    const double v = root * root * root, log_v = backplane::log(v);
    if (backplane::log(u) < 0.5 * x * x + d * (1 - v + log_v))
      return backplane::log(d) + log_v;
  }
}

// X / (X + Y) for Gamma numbers X and Y.
double Draws::beta(double alpha) {
  const double x = log_gamma(alpha), y = log_gamma(alpha);
  return x > y ? 1 / (1 + backplane::exp(y - x)) : 1 - 1 / (1 + backplane::exp(x - y));
}

// Streams of choices are even; the odd one beside each is for these.
void Draws::normals(std::int64_t n, float* out) const {
  rng_service()->normal_f32(key_, stream_ ^ 1, 0, static_cast<std::uint64_t>(n), out);
}
void Draws::normals(std::int64_t n, double* out) const {
  rng_service()->normal_f64(key_, stream_ ^ 1, 0, static_cast<std::uint64_t>(n), out);
}

void Draws::uniforms(std::int64_t n, float* out) const {
  rng_service()->uniform_f32(key_, stream_ ^ 1, 0, static_cast<std::uint64_t>(n), out);
}
void Draws::uniforms(std::int64_t n, double* out) const {
  rng_service()->uniform_f64(key_, stream_ ^ 1, 0, static_cast<std::uint64_t>(n), out);
}

}  // namespace backplane::data
