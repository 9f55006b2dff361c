#pragma once
// Limits on what files may ask for (docs/formats.md).

#include <cstddef>
#include <cstdint>

namespace backplane::io {

inline constexpr std::size_t kMaxRank = 8;
inline constexpr std::uint64_t kMaxArrayBytes = std::uint64_t{1} << 34;
inline constexpr std::uint64_t kMaxNpyHeader = 10'000;
inline constexpr std::uint64_t kMaxZipDirectory = std::uint64_t{1} << 26;
inline constexpr std::uint64_t kMaxTensorHeader = 100'000'000;
inline constexpr std::size_t kMaxTensors = 100'000;
inline constexpr std::size_t kMaxTensorName = 1024;
inline constexpr std::size_t kMaxJsonDepth = 4;

// Images: of a file, and of what it unpacks to.
inline constexpr std::uint64_t kMaxImageFile = std::uint64_t{1} << 28;
inline constexpr std::int64_t kMaxImageSide = 32768;
inline constexpr std::int64_t kMaxPixels = std::int64_t{1} << 26;

}  // namespace backplane::io
