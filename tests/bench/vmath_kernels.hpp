#pragma once
// The SDK's functions as loops, compiled once for each level of the CPU.

#include <cstddef>
#include <span>

namespace backplane::bench {

/// One function: its name, the range to try it on, its loops and the C library's.
struct VmathKernel {
  const char* name;
  double low, high;
  void (*sdk_f32)(const float* x, float* y, std::size_t n);
  void (*sdk_f64)(const double* x, double* y, std::size_t n);
  void (*libm_f32)(const float* x, float* y, std::size_t n);
  void (*libm_f64)(const double* x, double* y, std::size_t n);
};

[[nodiscard]] std::span<const VmathKernel> vmath_kernels_baseline();
[[nodiscard]] std::span<const VmathKernel> vmath_kernels_v3();
[[nodiscard]] std::span<const VmathKernel> vmath_kernels_v4();

}  // namespace backplane::bench
