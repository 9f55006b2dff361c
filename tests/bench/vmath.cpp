// Prints nanoseconds an element of the SDK's vector math, at each level this CPU has,
// beside the C library's scalar calls; 4096 elements, in cache, the best of many
// passes.
#include "math/isa.hpp"
#include "vmath_kernels.hpp"

#include "backplane/abi.h"

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <vector>

namespace {

using backplane::bench::VmathKernel;
using Clock = std::chrono::steady_clock;
using Kernels = std::span<const VmathKernel>;

constexpr std::size_t kElements = 4096;

template <class T>
double best_ns(void (*loop)(const T*, T*, std::size_t), double low, double high) {
  std::vector<T> x(kElements), y(kElements);
  for (std::size_t i = 0; i < kElements; ++i) {
    // Not in order: a branch predictor must not learn the scalar code's way.
    const auto place = static_cast<double>((i * 2654435761U) % kElements);
    x[i] = static_cast<T>(low + (high - low) * place / kElements);
  }
  constexpr int kPasses = 200;
  double best = 1e300;
  for (int pass = 0; pass < kPasses; ++pass) {
    const auto start = Clock::now();
    loop(x.data(), y.data(), kElements);
    const std::chrono::duration<double, std::nano> time = Clock::now() - start;
    best = std::min(best, time.count());
  }
  return best / kElements;
}

/// The levels that this CPU has, lowest first.
std::vector<Kernels> levels() {
  std::vector<Kernels> all = {backplane::bench::vmath_kernels_baseline()};
#if defined(__x86_64__)
  const std::uint32_t isa = backplane::isa_level();
  if (isa >= BACKPLANE_ISA_X86_64_V3)
    all.push_back(backplane::bench::vmath_kernels_v3());
  if (isa >= BACKPLANE_ISA_X86_64_V4)
    all.push_back(backplane::bench::vmath_kernels_v4());
#endif
  return all;
}

template <class T, class Sdk, class Libm>
void print_line(const char* type, const std::vector<Kernels>& all, std::size_t i,
                Sdk sdk, Libm libm) {
  const VmathKernel& base = all.front()[i];
  const double scalar = best_ns<T>(base.*libm, base.low, base.high);
  std::printf("%-9s %s %8.3f", base.name, type, scalar);
  for (const Kernels& level : all) {
    const double ns = best_ns<T>(level[i].*sdk, base.low, base.high);
    std::printf(" %8.3f (%5.1fx)", ns, scalar / ns);
  }
  std::printf("\n");
}

}  // namespace

int main() {
  const std::vector<Kernels> all = levels();
  std::printf("ns/element      libm");
  for (std::uint32_t level = 0; level < all.size(); ++level) {
    std::printf(" %17s", backplane::isa_name(level));
  }
  std::printf("\n");
  for (std::size_t i = 0; i < all.front().size(); ++i) {
    print_line<float>("f32", all, i, &VmathKernel::sdk_f32, &VmathKernel::libm_f32);
    print_line<double>("f64", all, i, &VmathKernel::sdk_f64, &VmathKernel::libm_f64);
  }
}
