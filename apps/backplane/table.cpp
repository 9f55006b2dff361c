// Aligned columns and wrapped words.
#include "table.hpp"

#include <algorithm>
#include <sstream>

namespace backplane::app {

namespace {

std::size_t width_of(std::string_view text) {
  return static_cast<std::size_t>(std::count_if(text.begin(), text.end(), [](char c) {
    return (static_cast<unsigned char>(c) & 0xC0U) != 0x80U;
  }));
}

}  // namespace

void Table::print(Console& console, std::size_t indent) const {
  std::vector<std::size_t> widths;
  for (std::size_t c = 0; c < columns_.size(); ++c) {
    widths.push_back(width_of(columns_[c].title));
    for (const auto& row : rows_) widths[c] = std::max(widths[c], width_of(row[c]));
  }
  const auto line = [&](const auto& cell_of) {
    std::string text(indent, ' ');
    for (std::size_t c = 0; c < columns_.size(); ++c) {
      const std::string& cell = cell_of(c);
      const std::string pad(widths[c] - width_of(cell), ' ');
      text += (c == 0 ? "" : "  ") +
              (columns_[c].align == Align::right ? pad + cell : cell + pad);
    }
    text.erase(text.find_last_not_of(' ') + 1);
    return text;
  };
  const auto title = [&](std::size_t c) -> const std::string& {
    return columns_[c].title;
  };
  console.print("{}\n", console.paint(Ink::dim, line(title)));
  for (const auto& row : rows_)
    console.print("{}\n",
                  line([&](std::size_t c) -> const std::string& { return row[c]; }));
}

std::string wrapped(const std::string& text, std::size_t width, std::size_t indent) {
  std::string out;
  std::istringstream lines(text);
  for (std::string line; std::getline(lines, line);) {
    std::istringstream words(line);
    std::string current;
    for (std::string word; words >> word;) {
      if (!current.empty() && width_of(current) + 1 + width_of(word) > width) {
        out += std::string(indent, ' ') + current + "\n";
        current.clear();
      }
      current += (current.empty() ? "" : " ") + word;
    }
    out += current.empty() ? "\n" : std::string(indent, ' ') + current + "\n";
  }
  return out;
}

}  // namespace backplane::app
