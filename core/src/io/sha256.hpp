#pragma once
// SHA-256 (FIPS 180-4), streaming: what a file is, whatever its name.

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include "backplane/error.hpp"

namespace backplane::io {

using Digest = std::array<std::uint8_t, 32>;

/// Feed with update, in any pieces; finish once.
class Sha256 {
 public:
  void update(std::span<const std::byte> bytes);
  [[nodiscard]] Digest finish();

 private:
  void compress(const std::uint8_t* block);

  std::array<std::uint32_t, 8> state_{0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a,
                                      0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19};
  std::array<std::uint8_t, 64> block_{};
  std::size_t used_ = 0;
  std::uint64_t bytes_ = 0;
};

[[nodiscard]] Digest sha256(std::span<const std::byte> bytes);
/// 64 lower-case digits.
[[nodiscard]] std::string hex(const Digest& digest);
[[nodiscard]] std::string sha256_hex(std::string_view text);
/// Of a file's bytes as they lie on disk. Errors: E0421, it cannot be read.
Result<std::string> file_sha256(const std::string& path);

}  // namespace backplane::io
