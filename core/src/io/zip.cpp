// Members of a ZIP file: the directory stands at its end, each member's data behind a
// header of its own.
#include "io/zip.hpp"

#include <fmt/format.h>
#include <zlib.h>

#include <algorithm>

#include "io/bytes.hpp"
#include "io/fault.hpp"
#include "io/inflate.hpp"
#include "io/limits.hpp"

namespace backplane::io {
namespace {

constexpr std::uint64_t kEndRecord = 22, kEntry = 46, kLocal = 30;
constexpr std::uint32_t kEndMark = 0x06054b50, kEntryMark = 0x02014b50,
                        kLocalMark = 0x04034b50;
constexpr std::uint32_t kIn64Bit = 0xffffffff;
constexpr std::uint16_t kEncrypted = 1;
constexpr std::uint16_t kStored = 0, kDeflated = 8;

std::uint16_t u16(const std::byte* at) {
  return load_little<std::uint16_t>(at);
}
std::uint32_t u32(const std::byte* at) {
  return load_little<std::uint32_t>(at);
}

std::uint32_t crc_of(std::span<const std::byte> bytes) {
  return static_cast<std::uint32_t>(
      crc32_z(0, reinterpret_cast<const Bytef*>(bytes.data()), bytes.size()));
}

}  // namespace

Error ZipFile::malformed(const std::string& what) const {
  return fault(
      "E0508",
      fmt::format("'{}' is not an NPZ (ZIP) file that can be read: {}", path_, what));
}

// Pre: offset and n are within the file.
Result<std::vector<std::byte>> ZipFile::bytes_at(std::uint64_t offset,
                                                 std::uint64_t n) const {
  std::vector<std::byte> bytes(n);
  std::uint64_t had = 0;
  while (had < n) {
    const ssize_t got = ::pread(file_.descriptor.get(), bytes.data() + had, n - had,
                                static_cast<off_t>(offset + had));
    if (got < 0 && errno == EINTR) continue;
    if (got <= 0) return malformed("it became shorter while it was read");
    had += static_cast<std::uint64_t>(got);
  }
  return bytes;
}

Result<ZipFile> ZipFile::open(const std::string& path) {
  auto file = open_file(path);
  if (!file) return file.error();
  ZipFile zip(path, std::move(*file));
  if (auto outcome = zip.read_directory(); !outcome) return outcome.error();
  return zip;
}

Outcome ZipFile::read_directory() {
  // The end record may be followed by a comment of up to 65535 bytes.
  const std::uint64_t size = file_.size;
  const std::uint64_t tail_size = std::min<std::uint64_t>(size, kEndRecord + 0xffff);
  const auto tail = bytes_at(size - tail_size, tail_size);
  if (!tail) return tail.error();
  for (std::uint64_t at = tail_size < kEndRecord ? 0 : tail_size - kEndRecord + 1;
       at-- > 0;) {
    const std::byte* end = tail->data() + at;
    if (u32(end) != kEndMark) continue;
    const std::uint64_t bytes = u32(end + 12), offset = u32(end + 16);
    if (offset == kIn64Bit)
      return malformed("it is larger than 4 GiB (ZIP64); store the arrays as .npy");
    if (bytes > kMaxZipDirectory || offset + bytes > size - tail_size + at)
      return malformed("its directory lies outside of it");
    const auto directory = bytes_at(offset, bytes);
    if (!directory) return directory.error();
    return parse_directory(*directory, u16(end + 10));
  }
  return malformed("it has no directory at its end; is it truncated?");
}

Outcome ZipFile::parse_directory(const std::vector<std::byte>& bytes,
                                 std::size_t count) {
  std::size_t at = 0;
  for (std::size_t i = 0; i < count; ++i) {
    if (bytes.size() - at < kEntry || u32(bytes.data() + at) != kEntryMark)
      return malformed(fmt::format("entry {} of its directory is damaged", i));
    const std::byte* e = bytes.data() + at;
    const std::size_t name = u16(e + 28), rest = u16(e + 30) + u16(e + 32);
    if (bytes.size() - at - kEntry < name + rest)
      return malformed(fmt::format("entry {} of its directory is cut off", i));
    members_.push_back({{reinterpret_cast<const char*>(e + kEntry), name},
                        u16(e + 8),
                        u16(e + 10),
                        u32(e + 16),
                        u32(e + 20),
                        u32(e + 24),
                        u32(e + 42)});
    at += kEntry + name + rest;
  }
  return Done{};
}

std::vector<std::string> ZipFile::names() const {
  std::vector<std::string> names;
  for (const Member& member : members_) names.push_back(member.name);
  return names;
}

// Where a member's data begins, once it is known that all of it is in the file.
Result<std::uint64_t> ZipFile::data_offset(const Member& member) const {
  if (member.stored == kIn64Bit || member.size == kIn64Bit || member.offset == kIn64Bit)
    return malformed("member '" + member.name + "' is larger than 4 GiB (ZIP64)");
  if (member.offset + kLocal > file_.size)
    return malformed("member '" + member.name + "' lies outside of it");
  const auto local = bytes_at(member.offset, kLocal);
  if (!local) return local.error();
  if (u32(local->data()) != kLocalMark)
    return malformed("the header of member '" + member.name + "' is damaged");
  const std::uint64_t begin =
      member.offset + kLocal + u16(local->data() + 26) + u16(local->data() + 28);
  if (begin + member.stored > file_.size)
    return malformed("member '" + member.name + "' is cut off");
  return begin;
}

Result<std::vector<std::byte>> ZipFile::read(const std::string& member,
                                             std::uint64_t n) const {
  const auto found =
      std::find_if(members_.begin(), members_.end(),
                   [&](const Member& each) { return each.name == member; });
  if (found == members_.end()) return malformed("it has no member '" + member + "'");
  if ((found->flags & kEncrypted) != 0)
    return malformed("member '" + member + "' is encrypted");
  if (found->method != kStored && found->method != kDeflated)
    return malformed(
        fmt::format("member '{}' is packed by method {}, expected 0 "
                    "(stored) or 8 (deflate)",
                    member, found->method));
  if (found->method == kStored && found->stored != found->size)
    return malformed("member '" + member + "' has two different sizes");
  const auto begin = data_offset(*found);
  if (!begin) return begin.error();

  const std::uint64_t want = std::min<std::uint64_t>(n, found->size);
  auto bytes = bytes_at(*begin, found->method == kStored ? want : found->stored);
  if (bytes && found->method == kDeflated) {
    // One byte more than it says it has: a member that inflates further is a bomb.
    const std::uint64_t bound = want == found->size ? want + 1 : want;
    auto inflated = inflate_raw(*bytes, bound);
    if (!inflated || inflated->size() != want)
      return malformed("the data of member '" + member + "' is damaged");
    bytes = std::move(*inflated);
  }
  if (bytes && want == found->size && crc_of(*bytes) != found->crc)
    return malformed("the checksum of member '" + member + "' is wrong");
  return bytes;
}

}  // namespace backplane::io
