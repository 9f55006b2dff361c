#pragma once
// Which code path this machine can take: BACKPLANE_ISA_* of the boundary.

#include <cstdint>

namespace backplane {

/// The best level the CPU and the system offer.
[[nodiscard]] std::uint32_t detected_isa();

/// `detected`, or the lower level that `wish` (baseline, v3 or v4) names. NULL, another
/// word, and a level above `detected` change nothing.
[[nodiscard]] std::uint32_t lowered_isa(std::uint32_t detected, const char* wish);

/// What components are told: detected once, lowered by BACKPLANE_ISA in the
/// environment.
[[nodiscard]] std::uint32_t isa_level();

/// "baseline", "v3" or "v4".
[[nodiscard]] const char* isa_name(std::uint32_t level);

}  // namespace backplane
