#pragma once
// Whole files in and out. A file that is written appears whole or not at all.

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "backplane/error.hpp"

namespace backplane::io {

/// All bytes of a file, inflated if it is gzip (whatever its name), at most `limit`
/// bytes after inflation. Errors: E05xx, missing, not readable, larger than the limit,
/// damaged.
Result<std::vector<std::byte>> read_file(const std::string& path, std::uint64_t limit);
/// The first `n` bytes (fewer if the file is shorter), inflated if gzip.
Result<std::vector<std::byte>> read_head(const std::string& path, std::uint64_t n);

/// How many bytes read_file would give, by the file's length where it is not gzip.
Result<std::uint64_t> content_size(const std::string& path, std::uint64_t limit);

/// Writes beside the target, syncs, then renames; the old file stays on any failure.
Outcome write_atomic(const std::string& path, std::span<const std::byte> bytes);
Outcome write_atomic(const std::string& path, std::string_view text);
/// Folder and parents; ok if it exists.
Outcome make_folder(const std::string& path);

}  // namespace backplane::io
