#pragma once
// Philox 4x32-10 (Salmon et al., SC 2011): 128 random bits from a 128-bit counter.

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>

namespace backplane {

inline constexpr std::size_t kPhiloxWords = 4;  // 32-bit words a block
/// philox_blocks makes this many blocks at least.
inline constexpr std::size_t kPhiloxGroup = 4;

/// Fills `words` with the blocks first, first + 1, ... of a stream, four words each:
/// the counter is (block, stream), low half first, and the key is the seed. Pre:
/// words.size() is a multiple of kPhiloxWords * kPhiloxGroup.
void philox_blocks(std::uint64_t seed, std::uint64_t stream, std::uint64_t first,
                   std::span<std::uint32_t> words);

/// One block, in plain arithmetic: what philox_blocks has to equal.
[[nodiscard]] std::array<std::uint32_t, 4> philox(std::array<std::uint32_t, 4> counter,
                                                  std::array<std::uint32_t, 2> key);

}  // namespace backplane
