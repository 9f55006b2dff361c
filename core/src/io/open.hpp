#pragma once
// Opening a file for reading, with the reason when it cannot be.

#include <cstdint>
#include <string>

#include "backplane/error.hpp"
#include "io/descriptor.hpp"

namespace backplane::io {

struct OpenFile {
  Descriptor descriptor;
  std::uint64_t size = 0;  ///< as stored; 0 for what has no size, such as a pipe
};

/// Errors: E0501 missing, E0502 a folder or not readable.
Result<OpenFile> open_file(const std::string& path);

}  // namespace backplane::io
