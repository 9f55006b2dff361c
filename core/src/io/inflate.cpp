// Raw deflate streams, as they stand in ZIP files.
#include "io/inflate.hpp"

#include <zlib.h>

#include <algorithm>

namespace backplane::io {
namespace {

constexpr std::uint64_t kChunk = 1 << 20;

class Inflater {
 public:
  Inflater() : ok_(inflateInit2(&z_, -MAX_WBITS) == Z_OK) {}
  Inflater(const Inflater&) = delete;
  Inflater& operator=(const Inflater&) = delete;
  ~Inflater() {
    if (ok_) inflateEnd(&z_);
  }
  [[nodiscard]] bool ok() const { return ok_; }
  z_stream& stream() { return z_; }

 private:
  z_stream z_{};
  bool ok_;
};

}  // namespace

std::optional<std::vector<std::byte>> inflate_raw(std::span<const std::byte> stream,
                                                  std::uint64_t n) {
  Inflater inflater;
  if (!inflater.ok()) return std::nullopt;
  z_stream& z = inflater.stream();
  // zlib's input pointer is not const in all its versions; it only reads from it.
  z.next_in = reinterpret_cast<Bytef*>(const_cast<std::byte*>(stream.data()));
  z.avail_in = static_cast<uInt>(stream.size());

  std::vector<std::byte> out;
  while (out.size() < n) {
    const std::uint64_t had = out.size();
    const std::uint64_t want = std::min(kChunk, n - had);
    out.resize(had + want);
    z.next_out = reinterpret_cast<Bytef*>(out.data() + had);
    z.avail_out = static_cast<uInt>(want);
    const int code = inflate(&z, Z_SYNC_FLUSH);
    out.resize(had + want - z.avail_out);
    if (code == Z_STREAM_END) return out;
    if (code != Z_OK || (z.avail_in == 0 && z.avail_out != 0)) return std::nullopt;
  }
  return out;
}

}  // namespace backplane::io
