#pragma once
// The floating-point environment that every task runs in, whoever's thread it is.

#include <cfenv>
#include <cstdint>

#if defined(__SSE__)
#include <xmmintrin.h>
#endif

namespace backplane {

/// While it lives, this thread rounds to nearest, keeps subnormal numbers and traps
/// nothing; then the thread's own settings return. A guest leaves no trace in its host.
class FpGuard {
 public:
#if defined(__SSE__)
  FpGuard() : saved_(_mm_getcsr()) {
    _mm_setcsr(kDefault);
  }
  ~FpGuard() {
    _mm_setcsr(saved_);
  }
#else
  FpGuard() {
    std::fegetenv(&saved_);
    std::fesetenv(FE_DFL_ENV);
  }
  ~FpGuard() {
    std::fesetenv(&saved_);
  }
#endif
  FpGuard(const FpGuard&) = delete;
  FpGuard& operator=(const FpGuard&) = delete;

 private:
#if defined(__SSE__)
  static constexpr unsigned kDefault =
      0x1f80;  // all exceptions masked, nothing else set
  unsigned saved_;
#else
  std::fenv_t saved_{};
#endif
};

}  // namespace backplane
