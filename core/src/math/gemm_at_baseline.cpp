// gemm_at for the floor: SSE2 on x86-64, whatever the compiler makes of 16 bytes
// elsewhere.
namespace {
constexpr int kVectorBytes = 16;
constexpr bool kFused = false;
}  // namespace

#include "math/gemm_at_kernel.hpp"

#include "math/gemm_at.hpp"

namespace backplane {

GemmAt gemm_at_baseline() {
  return {&product<float>, &product<double>};
}

}  // namespace backplane
