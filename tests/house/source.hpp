#pragma once
// One source file of the tree as the rules see it: its text, its code alone, its
// includes.

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace house {

struct Include {
  std::size_t line = 0;
  std::string path;
  bool angled = false;  ///< <path> rather than "path"
};

struct Source {
  std::string path;  ///< from the tree's root, with slashes
  std::string code;  ///< comments, literals and directives blanked, lines kept
  std::vector<Include> includes;
  std::size_t lines = 0;

  [[nodiscard]] bool in(std::string_view folder) const;
  [[nodiscard]] bool header() const;
};

/// A broken rule, as "file:line: what".
std::string violation(const Source& source, std::size_t line, const std::string& what);

/// Reads `text` as the file `path`.
Source read_source(std::string path, const std::string& text);

/// Every C and C++ file of the tree's rooms, sorted by path.
const std::vector<Source>& tree();

/// The line of `code` that position `at` stands on, from 1.
std::size_t line_of(std::string_view code, std::size_t at);

}  // namespace house
