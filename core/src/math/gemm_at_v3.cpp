// gemm_at for AVX2 and FMA.
namespace {
constexpr int kVectorBytes = 32;
constexpr bool kFused = true;
}  // namespace

#include "math/gemm_at_kernel.hpp"

#include "math/gemm_at.hpp"

namespace backplane {

GemmAt gemm_at_v3() {
  return {&product<float>, &product<double>};
}

}  // namespace backplane
