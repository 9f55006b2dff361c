#pragma once
// CSV out: rows as in RFC 4180.

#include <span>
#include <string>

namespace backplane::io {

/// Appends one row and its line end ("\n"); a field that holds a comma, a quote or a
/// line end is quoted.
void append_csv_row(std::string& text, std::span<const std::string> fields);

}  // namespace backplane::io
