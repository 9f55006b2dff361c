#pragma once
// A table for people: columns as wide as their widest cell, counted in characters.

#include <string>
#include <vector>

#include "console.hpp"

namespace backplane::app {

enum class Align { left, right };

class Table {
 public:
  struct Column {
    std::string title;
    Align align = Align::left;
  };
  explicit Table(std::vector<Column> columns) : columns_(std::move(columns)) {}

  /// Pre: as many cells as columns.
  void add(std::vector<std::string> cells) { rows_.push_back(std::move(cells)); }
  /// Titles and rows, each behind `indent` spaces; the last column is not padded.
  void print(Console& console, std::size_t indent = 0) const;

 private:
  std::vector<Column> columns_;
  std::vector<std::vector<std::string>> rows_;
};

/// `text` cut into lines of at most `width` characters at spaces, each behind `indent`.
[[nodiscard]] std::string wrapped(const std::string& text, std::size_t width,
                                  std::size_t indent);

}  // namespace backplane::app
