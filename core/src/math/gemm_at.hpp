#pragma once
// C = A B or C += A B with A and B found by tables (backplane_math in abi.h): the
// kernel that reads a convolution's windows where they lie. Each level of the CPU has
// its own.

#include <cstdint>

namespace backplane {

struct GemmAt {
  void (*f32)(std::int32_t add, std::int64_t m, std::int64_t n, std::int64_t k,
              const float* a, const std::int64_t* a_row, const std::int64_t* a_at,
              const float* b, const std::int64_t* b_at, float* c, std::int64_t ldc);
  void (*f64)(std::int32_t add, std::int64_t m, std::int64_t n, std::int64_t k,
              const double* a, const std::int64_t* a_row, const std::int64_t* a_at,
              const double* b, const std::int64_t* b_at, double* c, std::int64_t ldc);
};

/// The best of those up to `isa` (BACKPLANE_ISA_*). A level fuses its multiply-adds or
/// not, so the last bits may differ between levels.
[[nodiscard]] GemmAt gemm_at(std::uint32_t isa);

[[nodiscard]] GemmAt gemm_at_baseline();
[[nodiscard]] GemmAt gemm_at_v3();
[[nodiscard]] GemmAt gemm_at_v4();

}  // namespace backplane
