// The kernel that the CPU can run.
#include "math/gemm_at.hpp"

#include "backplane/abi.h"

namespace backplane {

GemmAt gemm_at(std::uint32_t isa) {
#if defined(__x86_64__)
  if (isa >= BACKPLANE_ISA_X86_64_V4) return gemm_at_v4();
  if (isa >= BACKPLANE_ISA_X86_64_V3) return gemm_at_v3();
#endif
  (void)isa;
  return gemm_at_baseline();
}

}  // namespace backplane
