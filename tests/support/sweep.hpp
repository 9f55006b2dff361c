#pragma once
// A function of the SDK's mathematics against the C library's next wider precision.

#include <catch2/catch.hpp>
#include <cstdlib>
#include <string>

#include "support/ulps.hpp"

namespace backplane::test {

/// BACKPLANE_TEST_FULL=1 in the environment: every float, and 256 times the doubles.
inline bool full_sweep() {
  return std::getenv("BACKPLANE_TEST_FULL") != nullptr;
}

template <class F, class Reference>
double worst_float(F f, Reference reference) {
  const std::uint64_t stride = full_sweep() ? 1 : 4093;
  double worst = 0;
  for (std::uint64_t i = 0; i < (std::uint64_t{1} << 32); i += stride) {
    const float x = std::bit_cast<float>(static_cast<std::uint32_t>(i));
    // Not long double: the exhaustive sweep would take hours.
    const double want = static_cast<double>(reference(static_cast<double>(x)));
    worst = std::max(worst, ulps(f(x), static_cast<Wide>(want)));
  }
  return worst;
}

/// All bit patterns, then a range where the function lives, then ever closer to 0.
inline double sample(std::uint64_t bits, std::uint64_t i, double low, double high) {
  const double unit = static_cast<double>(bits >> 11) * 0x1p-53;
  switch (i % 4) {
    case 0:
      return std::bit_cast<double>(bits);
    case 1:
      return low + (high - low) * unit;
    case 2:
      return 4 * unit - 2;
    default:
      return std::ldexp(2 * unit - 1, -static_cast<int>(bits & 31));
  }
}

template <class F, class Reference>
double worst_double(F f, Reference reference, double low, double high) {
  const std::uint64_t points = full_sweep() ? 100'000'000 : 400'000;
  double worst = 0;
  std::uint64_t bits = 0x9e3779b97f4a7c15;
  for (std::uint64_t i = 0; i < points; ++i) {
    bits ^= bits << 13;
    bits ^= bits >> 7;
    bits ^= bits << 17;
    const double x = sample(bits, i, low, high);
    worst = std::max(worst, ulps(f(x), reference(static_cast<Wide>(x))));
  }
  return worst;
}

template <class F, class Reference>
void check_ulps(const std::string& name, double bound, double low, double high, F f,
                Reference reference) {
  SECTION(name + ", float") {
    CHECK(worst_float(f, reference) <= bound);
  }
  SECTION(name + ", double") {
    CHECK(worst_double(f, reference, low, high) <= bound);
  }
}

}  // namespace backplane::test
