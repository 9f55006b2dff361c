#pragma once
// Raw deflate streams, as they stand in ZIP files.

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

namespace backplane::io {

/// The first `n` bytes of the inflated stream; fewer when it ends before. Nothing when
/// the stream is damaged or cut off.
std::optional<std::vector<std::byte>> inflate_raw(std::span<const std::byte> stream,
                                                  std::uint64_t n);

}  // namespace backplane::io
