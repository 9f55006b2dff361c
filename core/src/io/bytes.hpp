#pragma once
// Numbers out of bytes, and arithmetic on sizes that cannot overflow unseen.

#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <limits>
#include <optional>
#include <span>
#include <utility>

namespace backplane::io {

static_assert(std::endian::native == std::endian::little,
              "files are read and written on little-endian machines only");

/// Pre: `at` has sizeof(T) bytes.
template <class T>
[[nodiscard]] T load_little(const std::byte* at) {
  T value;
  std::memcpy(&value, at, sizeof value);
  return value;
}

[[nodiscard]] inline std::uint32_t load_big_u32(const std::byte* at) {
  std::uint32_t value = 0;
  for (int i = 0; i < 4; ++i)
    value = value << 8 | std::to_integer<std::uint32_t>(at[i]);
  return value;
}

/// Reverses the bytes of each element. Pre: bytes.size() is a multiple of `width`.
inline void swap_bytes(std::span<std::byte> bytes, std::size_t width) {
  if (width < 2) return;
  for (std::size_t at = 0; at < bytes.size(); at += width)
    for (std::size_t i = 0; i < width / 2; ++i)
      std::swap(bytes[at + i], bytes[at + width - 1 - i]);
}

[[nodiscard]] inline std::optional<std::uint64_t> checked_add(std::uint64_t a,
                                                              std::uint64_t b) {
  if (a > std::numeric_limits<std::uint64_t>::max() - b) return std::nullopt;
  return a + b;
}

[[nodiscard]] inline std::optional<std::uint64_t> checked_multiply(std::uint64_t a,
                                                                   std::uint64_t b) {
  if (b != 0 && a > std::numeric_limits<std::uint64_t>::max() / b) return std::nullopt;
  return a * b;
}

/// Bytes of an array of `shape`; nothing when a size is negative or the product is
/// beyond 2^63.
[[nodiscard]] inline std::optional<std::uint64_t> checked_bytes(
    std::span<const std::int64_t> shape, std::uint64_t element) {
  std::uint64_t total = element;
  for (const std::int64_t size : shape) {
    if (size < 0) return std::nullopt;
    const auto product = checked_multiply(total, static_cast<std::uint64_t>(size));
    if (!product || *product > std::numeric_limits<std::int64_t>::max())
      return std::nullopt;
    total = *product;
  }
  return total;
}

}  // namespace backplane::io
