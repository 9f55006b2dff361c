#pragma once
// Errors about files: what every reader and writer of this room returns.

#include <string>
#include <utility>
#include <vector>

#include "backplane/error.hpp"

namespace backplane::io {

/// An error without a place: the message names the file.
[[nodiscard]] inline Error fault(std::string code, std::string message,
                                 std::vector<std::string> remarks = {}) {
  Error error;
  error.code = std::move(code);
  error.message = std::move(message);
  error.remarks = std::move(remarks);
  return error;
}

/// 'path' in quotes, as all messages name files.
[[nodiscard]] inline std::string quoted(const std::string& path) {
  return "'" + path + "'";
}

}  // namespace backplane::io
