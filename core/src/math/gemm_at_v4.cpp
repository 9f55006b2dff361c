// gemm_at for AVX-512.
namespace {
constexpr int kVectorBytes = 64;
constexpr bool kFused = true;
}  // namespace

#include "math/gemm_at_kernel.hpp"

#include "math/gemm_at.hpp"

namespace backplane {

GemmAt gemm_at_v4() {
  return {&product<float>, &product<double>};
}

}  // namespace backplane
