#pragma once
// One kernel, compiled once for each CPU level, and the choice between them. The choice
// is a plain branch on a number that the host gave to `create`: code that picks itself
// while the library is loaded does not survive the thread sanitizer.

#include <cstdint>
#include <utility>

#include "backplane/abi.h"

// No iteration of the next loop reads what another one wrote.
#if defined(__clang__)
#define BACKPLANE_SDK_INDEPENDENT _Pragma("clang loop vectorize(assume_safety)")
#else
#define BACKPLANE_SDK_INDEPENDENT _Pragma("GCC ivdep")
#endif

namespace backplane::sdk {

#if defined(__clang__)
#pragma clang diagnostic push
#pragma clang diagnostic ignored "-Wpass-failed"  // a formula may be no SIMD
#endif

template <auto Kernel, class... A>
[[gnu::flatten, gnu::noinline]] void run_baseline(A... args) {
  Kernel(args...);
}

#if defined(__x86_64__)
template <auto Kernel, class... A>
[[gnu::target("avx2,fma"), gnu::flatten, gnu::noinline]] void run_v3(A... args) {
  Kernel(args...);
}
#endif

#if defined(__clang__)
#pragma clang diagnostic pop
#endif

/// Kernel(args...) on the best path up to `isa`. All paths give the same bits: kernels
/// are compiled without fused multiply-add, and sums name their order.
template <auto Kernel, class... A>
void dispatch(std::uint32_t isa, A... args) {
#if defined(__x86_64__)
  if (isa >= BACKPLANE_ISA_X86_64_V3) return run_v3<Kernel, A...>(args...);
#endif
  (void)isa;
  run_baseline<Kernel, A...>(args...);
}

/// The path that `dispatch` would take, to be called later.
template <auto Kernel, class... A>
[[nodiscard]] constexpr auto chosen(std::uint32_t isa) -> void (*)(A...) {
#if defined(__x86_64__)
  if (isa >= BACKPLANE_ISA_X86_64_V3) return &run_v3<Kernel, A...>;
#endif
  (void)isa;
  return &run_baseline<Kernel, A...>;
}

}  // namespace backplane::sdk
