// IDX: 0 0 type rank, big-endian u32 sizes, then the elements, big-endian.
#include <fmt/format.h>

#include <optional>

#include "io/array.hpp"
#include "io/bytes.hpp"
#include "io/fault.hpp"
#include "io/file.hpp"
#include "io/limits.hpp"

namespace backplane::io {
namespace {

std::optional<Element> element_of(std::uint8_t code) {
  switch (code) {
    case 0x08:
      return Element::u8;
    case 0x09:
      return Element::i8;
    case 0x0B:
      return Element::i16;
    case 0x0C:
      return Element::i32;
    case 0x0D:
      return Element::f32;
    case 0x0E:
      return Element::f64;
    default:
      return std::nullopt;
  }
}

Error malformed(const std::string& path, const std::string& what) {
  return fault("E0506",
               fmt::format("'{}' is not an IDX file that can be read: {}", path, what));
}

struct Parsed {
  ArrayHeader header;
  std::uint64_t offset = 0;  // where the elements begin
  std::uint64_t bytes = 0;   // of the elements
};

Result<Parsed> parse(const std::string& path, std::span<const std::byte> head) {
  if (head.size() < 4)
    return malformed(
        path, fmt::format("it ends after {} of the 4 bytes that open it", head.size()));
  const auto byte = [&](std::size_t i) {
    return std::to_integer<std::uint8_t>(head[i]);
  };
  if (byte(0) != 0 || byte(1) != 0)
    return malformed(
        path, fmt::format("it opens with the bytes {:02x} {:02x}, expected 00 00",
                          byte(0), byte(1)));
  const auto element = element_of(byte(2));
  if (!element)
    return malformed(
        path,
        fmt::format("element type {:02x}, expected 08, 09, 0b, 0c, 0d or 0e", byte(2)));
  const std::size_t rank = byte(3);
  if (rank < 1 || rank > kMaxRank)
    return malformed(path, fmt::format("rank {}, expected 1 to {}", rank, kMaxRank));

  Parsed parsed{{*element, {}}, 4 + 4 * rank, 0};
  if (head.size() < parsed.offset)
    return malformed(
        path, fmt::format("it ends after {} bytes, within its sizes", head.size()));
  for (std::size_t i = 0; i < rank; ++i)
    parsed.header.shape.push_back(load_big_u32(head.data() + 4 + 4 * i));
  const auto bytes = checked_bytes(parsed.header.shape, size_of(*element));
  if (!bytes || *bytes > kMaxArrayBytes)
    return malformed(
        path, fmt::format("its sizes ask for more than {} bytes", kMaxArrayBytes));
  parsed.bytes = *bytes;
  return parsed;
}

Result<Parsed> read_header(const std::string& path) {
  const auto head = read_head(path, 4 + 4 * kMaxRank);
  if (!head) return head.error();
  return parse(path, *head);
}

}  // namespace

Result<ArrayHeader> read_idx_header(const std::string& path) {
  auto parsed = read_header(path);
  if (!parsed) return parsed.error();
  return parsed->header;
}

Result<Array> read_idx(const std::string& path) {
  const auto parsed = read_header(path);
  if (!parsed) return parsed.error();
  const std::uint64_t expected = parsed->offset + parsed->bytes;
  auto bytes = read_head(path, expected + 1);
  if (!bytes) return bytes.error();
  if (bytes->size() != expected)
    return malformed(
        path, fmt::format("its sizes ask for {} bytes, and it has {}", expected,
                          bytes->size() < expected ? std::to_string(bytes->size())
                                                   : std::string("more")));
  bytes->erase(bytes->begin(),
               bytes->begin() + static_cast<std::ptrdiff_t>(parsed->offset));
  swap_bytes(*bytes, size_of(parsed->header.element));
  return Array{parsed->header, std::move(*bytes)};
}

}  // namespace backplane::io
