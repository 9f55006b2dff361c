#pragma once
// Whether a file can be a library of this machine, told from its bytes alone. The
// system's loader trusts a file's sizes: one that was cut short would end the process.

#include <string>

#include "backplane/error.hpp"

namespace backplane::plugin {

/// Whole, 64-bit ELF, a shared library, for this processor. Reads the file, runs
/// nothing. Errors: E0401, with what differs.
Outcome check_library_file(const std::string& path);

}  // namespace backplane::plugin
