// h(bytes): h <- rotate(h xor word) * odd constant, eight bytes at a time; the tensors'
// sums are added, so that their order does not matter.
#include "train/digest.hpp"

#include <fmt/format.h>

#include <bit>
#include <cstring>

namespace backplane::train {
namespace {

constexpr std::uint64_t kStart = 0x243f6a8885a308d3;  // pi's first binary digits
constexpr std::uint64_t kOdd = 0x9e3779b97f4a7c15;    // 2^64 / golden ratio

std::uint64_t mixed(std::uint64_t h, std::uint64_t word) {
  return std::rotl(h ^ word, 29) * kOdd;
}

std::uint64_t over(std::uint64_t h, const void* data, std::uint64_t size) {
  const auto* bytes = static_cast<const unsigned char*>(data);
  std::uint64_t at = 0;
  for (; size - at >= 8; at += 8) {
    std::uint64_t word = 0;
    std::memcpy(&word, bytes + at, 8);
    h = mixed(h, word);
  }
  std::uint64_t tail = 0;
  if (at < size) std::memcpy(&tail, bytes + at, size - at);
  return mixed(mixed(h, tail), size);
}

}  // namespace

std::string digest(const std::vector<io::StoredTensor>& tensors) {
  std::uint64_t sum = 0;
  for (const io::StoredTensor& tensor : tensors)
    sum += over(over(kStart, tensor.name.data(), tensor.name.size()), tensor.data,
                tensor.size);
  return fmt::format("{:016x}", sum);
}

}  // namespace backplane::train
