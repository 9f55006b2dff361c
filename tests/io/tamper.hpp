#pragma once
// Files that were cut or changed: the same ones in every run.

#include <cstdint>
#include <string>

namespace backplane::test {

/// `whole` with up to three bytes changed, and now and then cut; a function of `round`.
inline std::string tampered(const std::string& whole, std::uint64_t round) {
  std::uint64_t state = round * 0x9E3779B97F4A7C15ULL + 1;
  const auto next = [&](std::size_t bound) {
    state = state * 6364136223846793005ULL + 1442695040888963407ULL;
    return static_cast<std::size_t>((state >> 33) % bound);
  };
  std::string bytes = whole;
  for (std::size_t k = next(3) + 1; k-- > 0;)
    bytes[next(bytes.size())] = static_cast<char>(next(3) == 0 ? 255 : next(256));
  if (next(4) == 0) bytes.resize(next(bytes.size()));
  return bytes;
}

}  // namespace backplane::test
