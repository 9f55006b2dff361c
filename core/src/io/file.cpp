// Whole files in: opening, reading, and inflating what is gzip.
#include "io/file.hpp"

#include <sys/stat.h>
#include <zlib.h>

#include <algorithm>
#include <memory>
#include <new>

#include "io/fault.hpp"
#include "io/open.hpp"

namespace backplane::io {
namespace {

constexpr std::uint64_t kChunk = 1 << 20;

struct CloseGzip {
  void operator()(gzFile file) const { gzclose_r(file); }
};
using Gzip = std::unique_ptr<gzFile_s, CloseGzip>;

Error damaged(const std::string& path, gzFile file) {
  int code = Z_OK;
  const std::string reason = gzerror(file, &code);
  if (code == Z_ERRNO)
    return fault("E0502", "cannot read " + quoted(path) + ": " + system_text(errno));
  return fault("E0504", "the gzip file " + quoted(path) + " is damaged: " + reason,
               {"compare its size or checksum with the original, and copy it again"});
}

// Reads at most n bytes; memory follows what is really there, not what is asked for.
Result<std::vector<std::byte>> read_growing(const std::string& path, std::uint64_t n) {
  auto file = open_file(path);
  if (!file) return file.error();
  const Gzip gzip(gzdopen(file->descriptor.get(), "rb"));
  if (!gzip) return fault("E0502", "cannot read " + quoted(path) + ": out of memory");
  (void)file->descriptor.release();
  gzbuffer(gzip.get(), 1 << 17);

  std::vector<std::byte> bytes;
  bytes.reserve(std::min(n, file->size));
  while (bytes.size() < n) {
    const std::uint64_t had = bytes.size();
    const std::uint64_t want = std::min(kChunk, n - had);
    if (had + want > bytes.capacity()) bytes.reserve(std::min(n, 2 * had + want));
    bytes.resize(had + want);
    const int got = gzread(gzip.get(), bytes.data() + had, static_cast<unsigned>(want));
    if (got < 0) return damaged(path, gzip.get());
    bytes.resize(had + static_cast<std::uint64_t>(got));
    if (static_cast<std::uint64_t>(got) == want) continue;
    int code = Z_OK;
    (void)gzerror(gzip.get(), &code);
    if (code != Z_OK) return damaged(path, gzip.get());
    break;
  }
  return bytes;
}

Result<std::vector<std::byte>> read_up_to(const std::string& path, std::uint64_t n) {
  try {
    return read_growing(path, n);
  } catch (const std::bad_alloc&) {
    return fault("E0503", quoted(path) + " does not fit into memory");
  }
}

}  // namespace

Result<OpenFile> open_file(const std::string& path) {
  OpenFile file{Descriptor(::open(path.c_str(), O_RDONLY | O_CLOEXEC)), 0};
  if (!file.descriptor.open() && (errno == ENOENT || errno == ENOTDIR))
    return fault("E0501", "there is no file " + quoted(path));
  if (!file.descriptor.open())
    return fault("E0502", "cannot open " + quoted(path) + ": " + system_text(errno));
  struct stat state {};
  if (::fstat(file.descriptor.get(), &state) != 0)
    return fault("E0502", "cannot read " + quoted(path) + ": " + system_text(errno));
  if (S_ISDIR(state.st_mode))
    return fault("E0502", quoted(path) + " is a folder, and a file is expected");
  file.size = S_ISREG(state.st_mode) ? static_cast<std::uint64_t>(state.st_size) : 0;
  return file;
}

Result<std::vector<std::byte>> read_file(const std::string& path, std::uint64_t limit) {
  auto bytes = read_up_to(path, limit + 1);
  if (bytes && bytes->size() > limit)
    return fault("E0503", quoted(path) + " is larger than the " +
                              std::to_string(limit) + " bytes that are read here");
  return bytes;
}

Result<std::vector<std::byte>> read_head(const std::string& path, std::uint64_t n) {
  return read_up_to(path, n);
}

Result<std::uint64_t> content_size(const std::string& path, std::uint64_t limit) {
  const auto file = open_file(path);
  if (!file) return file.error();
  unsigned char magic[2] = {0, 0};
  const auto got = ::pread(file->descriptor.get(), magic, sizeof magic, 0);
  const bool gzip = got == 2 && magic[0] == 0x1F && magic[1] == 0x8B;
  if (got >= 0 && !gzip && file->size > 0) return file->size;
  const auto bytes = read_file(path, limit);
  if (!bytes) return bytes.error();
  return static_cast<std::uint64_t>(bytes->size());
}

}  // namespace backplane::io
