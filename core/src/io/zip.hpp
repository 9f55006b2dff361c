#pragma once
// Members of a ZIP file, stored or deflated: as much of ZIP as .npz needs.

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "backplane/error.hpp"
#include "io/open.hpp"

namespace backplane::io {

/// An open ZIP file and its directory. Every number in it is checked before it is used.
class ZipFile {
 public:
  /// Errors: E0501, E0502, and E0508 where it is no ZIP file that can be read.
  static Result<ZipFile> open(const std::string& path);

  [[nodiscard]] std::vector<std::string> names() const;
  /// The first `n` bytes of a member, inflated; fewer when it is shorter. A member read
  /// whole is checked against its checksum. Errors: E0508.
  [[nodiscard]] Result<std::vector<std::byte>> read(const std::string& member,
                                                    std::uint64_t n) const;

 private:
  struct Member {
    std::string name;
    std::uint16_t flags = 0, method = 0;
    std::uint32_t crc = 0, stored = 0, size = 0, offset = 0;
  };

  ZipFile(std::string path, OpenFile file)
      : path_(std::move(path)), file_(std::move(file)) {}
  [[nodiscard]] Error malformed(const std::string& what) const;
  [[nodiscard]] Result<std::vector<std::byte>> bytes_at(std::uint64_t offset,
                                                        std::uint64_t n) const;
  Outcome read_directory();
  Outcome parse_directory(const std::vector<std::byte>& bytes, std::size_t count);
  [[nodiscard]] Result<std::uint64_t> data_offset(const Member& member) const;

  std::string path_;
  OpenFile file_;
  std::vector<Member> members_;
};

}  // namespace backplane::io
