// NPY arrays, from a file of their own or a member of an NPZ, and NPY files out.
#include <fmt/format.h>

#include <functional>
#include <optional>

#include "io/array.hpp"
#include "io/bytes.hpp"
#include "io/fault.hpp"
#include "io/file.hpp"
#include "io/limits.hpp"
#include "io/npy_header.hpp"
#include "io/transpose.hpp"
#include "io/zip.hpp"

namespace backplane::io {
namespace {

using Bytes = std::vector<std::byte>;
// The first n bytes of the array file, fewer where it is shorter.
using Reader = std::function<Result<Bytes>(std::uint64_t n)>;

std::optional<std::string> find_member(const ZipFile& zip, const std::string& member) {
  for (const std::string& name : zip.names())
    if (name == member || name == member + ".npy") return name;
  return {};
}

Result<Reader> open_member(const std::string& file, const std::string& member) {
  auto zip = ZipFile::open(file);
  if (!zip) return zip.error();
  const auto name = find_member(*zip, member);
  if (!name) {
    std::string known;
    for (std::string each : zip->names()) {
      if (each.ends_with(".npy")) each.resize(each.size() - 4);
      known += (known.empty() ? "" : ", ") + each;
    }
    return fault("E0508",
                 member.empty()
                     ? fmt::format("which array of '{}' is meant is not said", file)
                     : fmt::format("'{}' has no array '{}'", file, member),
                 {"it holds: " + known, "name one as " + file + ":NAME"});
  }
  auto shared = std::make_shared<ZipFile>(std::move(*zip));
  return Reader(
      [shared, name = *name](std::uint64_t n) { return shared->read(name, n); });
}

Result<Reader> open_array(const std::string& path) {
  if (path.ends_with(".npz")) return open_member(path, "");
  const auto colon = path.rfind(':');
  if (colon != std::string::npos && path.substr(0, colon).ends_with(".npz"))
    return open_member(path.substr(0, colon), path.substr(colon + 1));
  return Reader([path](std::uint64_t n) { return read_head(path, n); });
}

Result<NpyHeader> read_header(const Reader& read, const std::string& path) {
  const auto head = read(12 + kMaxNpyHeader);
  if (!head) return head.error();
  return parse_npy_header(*head, path);
}

float float_of_half(std::uint16_t half) {
  const std::uint32_t sign = (half & 0x8000U) << 16, exponent = half >> 10 & 0x1fU;
  const std::uint32_t fraction = half & 0x3ffU;
  if (exponent == 0) {
    const float value = static_cast<float>(fraction) * 0x1p-24F;
    return sign != 0 ? -value : value;
  }
  const std::uint32_t wide = exponent == 31 ? 255 : exponent + 112;
  return std::bit_cast<float>(sign | wide << 23 | fraction << 13);
}

Bytes widen_halves(const Bytes& halves) {
  Bytes floats(halves.size() * 2);
  for (std::size_t i = 0; 2 * i < halves.size(); ++i) {
    const float value =
        float_of_half(load_little<std::uint16_t>(halves.data() + 2 * i));
    std::memcpy(floats.data() + 4 * i, &value, sizeof value);
  }
  return floats;
}

const char* code_of(Element element) {
  constexpr const char* kCodes[] = {"|u1", "|i1", "<i2", "<i4", "<i8", "<u2",
                                    "<u4", "<u8", "<f4", "<f8", "|b1"};
  return kCodes[static_cast<std::size_t>(element)];
}

}  // namespace

Result<ArrayHeader> read_npy_header(const std::string& path) {
  const auto read = open_array(path);
  if (!read) return read.error();
  const auto header = read_header(*read, path);
  if (!header) return header.error();
  return header->array;
}

Result<Array> read_npy(const std::string& path) {
  const auto read = open_array(path);
  if (!read) return read.error();
  const auto header = read_header(*read, path);
  if (!header) return header.error();
  const std::uint64_t expected = header->offset + header->bytes;
  auto bytes = (*read)(expected + 1);
  if (!bytes) return bytes.error();
  if (bytes->size() != expected)
    return fault(
        "E0507",
        fmt::format("'{}' is not an NPY array that can be read: its shape asks "
                    "for {} bytes in all, and it has {}",
                    path, expected,
                    bytes->size() < expected ? std::to_string(bytes->size())
                                             : std::string("more")));
  bytes->erase(bytes->begin(),
               bytes->begin() + static_cast<std::ptrdiff_t>(header->offset));
  Array array{header->array, std::move(*bytes)};
  if (header->big_endian)
    swap_bytes(array.bytes, header->half ? 2 : size_of(array.element));
  if (header->half) array.bytes = widen_halves(array.bytes);
  if (header->fortran) make_row_major(array);
  return array;
}

std::vector<std::byte> encode_npy(const Array& array) {
  std::string shape;
  for (const std::int64_t size : array.shape) shape += std::to_string(size) + ", ";
  if (array.shape.size() == 1) shape.pop_back();
  if (array.shape.size() > 1) shape.resize(shape.size() - 2);
  std::string head =
      fmt::format("{{'descr': '{}', 'fortran_order': False, 'shape': ({}), }}",
                  code_of(array.element), shape);
  const std::size_t total = (10 + head.size() + 1 + 63) / 64 * 64;
  head.resize(total - 11, ' ');
  head += '\n';

  const auto length = static_cast<std::uint16_t>(head.size());
  const std::string magic = {'\x93',
                             'N',
                             'U',
                             'M',
                             'P',
                             'Y',
                             1,
                             0,
                             static_cast<char>(length & 0xff),
                             static_cast<char>(length >> 8)};
  std::vector<std::byte> bytes(total + array.bytes.size());
  std::memcpy(bytes.data(), magic.data(), magic.size());
  std::memcpy(bytes.data() + 10, head.data(), head.size());
  std::copy(array.bytes.begin(), array.bytes.end(),
            bytes.begin() + static_cast<std::ptrdiff_t>(total));
  return bytes;
}

}  // namespace backplane::io
