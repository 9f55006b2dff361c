#pragma once
// Counter-based random numbers (Philox 4x32-10): a number is a function of its address.

#include "backplane/abi.h"

#include <cstdint>
#include <span>
#include <string_view>

namespace backplane {

/// The "backplane.rng/1" service; lives for ever, callable from any task.
[[nodiscard]] const backplane_rng* rng_service();

/// A seed of its own for one purpose: mix(seed, "dropout1"), mix(seed, epoch).
/// Purposes may be chained; their order matters.
[[nodiscard]] std::uint64_t mix(std::uint64_t seed, std::uint64_t purpose);
[[nodiscard]] std::uint64_t mix(std::uint64_t seed, std::string_view purpose);

template <class First, class Second, class... Rest>
[[nodiscard]] std::uint64_t mix(std::uint64_t seed, First first, Second second,
                                Rest... rest) {
  return mix(mix(seed, first), second, rest...);
}

/// Fills `out` with 0 .. out.size() - 1 in random order, each order as likely.
void permutation(std::uint64_t seed, std::uint64_t stream,
                 std::span<std::uint32_t> out);

}  // namespace backplane
