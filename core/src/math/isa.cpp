// CPU detection, done once.
#include "math/isa.hpp"

#include "backplane/abi.h"

#include <algorithm>
#include <array>
#include <cstdlib>
#include <string_view>

namespace backplane {
namespace {

constexpr std::array<const char*, 3> kNames = {"baseline", "v3", "v4"};  // by level

}  // namespace

std::uint32_t detected_isa() {
#if defined(__x86_64__)
  __builtin_cpu_init();
  const bool v3 = __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma") &&
                  __builtin_cpu_supports("bmi") && __builtin_cpu_supports("bmi2");
  if (!v3) return BACKPLANE_ISA_BASELINE;
  const bool v4 =
      __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw") &&
      __builtin_cpu_supports("avx512cd") && __builtin_cpu_supports("avx512dq") &&
      __builtin_cpu_supports("avx512vl");
  return v4 ? BACKPLANE_ISA_X86_64_V4 : BACKPLANE_ISA_X86_64_V3;
#else
  return BACKPLANE_ISA_BASELINE;
#endif
}

std::uint32_t lowered_isa(std::uint32_t detected, const char* wish) {
  if (wish == nullptr) return detected;
  const auto* const found =
      std::find(kNames.begin(), kNames.end(), std::string_view(wish));
  const auto level = static_cast<std::uint32_t>(found - kNames.begin());
  return std::min(detected, level);
}

std::uint32_t isa_level() {
  static const std::uint32_t level =
      lowered_isa(detected_isa(), std::getenv("BACKPLANE_ISA"));
  return level;
}

const char* isa_name(std::uint32_t level) {
  return level < kNames.size() ? kNames[level] : "unknown";
}

}  // namespace backplane
