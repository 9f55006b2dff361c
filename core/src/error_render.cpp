// An error as a block of text: headline, source lines with carets, remarks.
#include <fmt/format.h>

#include <algorithm>

#include "backplane/error.hpp"
#include "text.hpp"

namespace backplane {

namespace {

constexpr const char* kRed = "\x1b[1;31m";
constexpr const char* kBlue = "\x1b[1;34m";
constexpr const char* kBold = "\x1b[1m";
constexpr const char* kPlain = "\x1b[0m";

/// One block on its way out. `width` is that of its widest line number.
struct Block {
  bool colour;
  std::size_t width;
  std::string out;

  [[nodiscard]] std::string paint(const char* ink, const std::string& text) const {
    return colour && !text.empty() ? ink + text + kPlain : text;
  }
  void gutter(const std::string& number, const std::string& rest = {}) {
    const auto edge = fmt::format("{:>{}} |", number, width);
    out += paint(kBlue, edge) + (rest.empty() ? "" : " " + rest) + "\n";
  }
};

std::size_t digits(const Place& place) {
  return place.known() && place.line > 0 ? std::to_string(place.line).size() : 1;
}

std::size_t number_width(const Error& error) {
  std::size_t width = digits(error.place);
  for (const auto& note : error.notes) width = std::max(width, digits(note.place));
  return width;
}

/// What stands left of the caret: as wide as the source, tabs kept.
std::string padding(const std::string& text, std::size_t columns) {
  std::string pad;
  for (std::size_t at = 0; columns > 0; --columns) {
    pad += at < text.size() && text[at] == '\t' ? '\t' : ' ';
    at = text::next_point(text, at);
  }
  return pad;
}

void snippet(Block& block, const Place& place, const std::string& label,
             const char* arrow, const char* ink) {
  auto head = fmt::format("{:>{}}{} ", "", block.width, arrow);
  auto spot = text::printable(place.file);
  if (place.line > 0) spot += fmt::format(":{}", place.line);
  if (place.line > 0 && place.column > 0) spot += fmt::format(":{}", place.column);
  block.out += block.paint(kBlue, head) + spot + "\n";
  if (place.text.empty()) {
    if (!label.empty()) block.gutter("", text::printable(label));
    return;
  }
  block.gutter("");
  block.gutter(place.line > 0 ? std::to_string(place.line) : "",
               text::printable(place.text));
  if (place.column <= 0) return;
  const auto points = static_cast<int>(text::count_points(place.text));
  const int column = std::min(place.column, points + 1);
  const int length = std::clamp(place.length, 1, std::max(1, points - column + 1));
  auto mark = std::string(static_cast<std::size_t>(length), '^');
  if (!label.empty()) mark.append(1, ' ').append(text::printable(label));
  block.gutter("", padding(place.text, static_cast<std::size_t>(column - 1)) +
                       block.paint(ink, mark));
}

void render_one(const Error& error, bool colour, std::string& out) {
  Block block{colour, number_width(error), {}};
  const auto kind = error.code.empty() ? "error" : "error[" + error.code + "]";
  block.out = block.paint(kRed, kind) +
              block.paint(kBold, ": " + text::printable(error.message)) + "\n";
  bool marked = false;
  if (error.place.known()) {
    snippet(block, error.place, error.label, "-->", kRed);
    marked = !error.place.text.empty();
  }
  for (const auto& note : error.notes) {
    if (marked) block.gutter("");
    if (note.place.known()) {
      snippet(block, note.place, note.text, ":::", kBlue);
      marked = !note.place.text.empty();
    } else {
      block.out += fmt::format("{:>{}} = {}\n", "", block.width, note.text);
    }
  }
  if (marked && !error.remarks.empty()) block.gutter("");
  for (const auto& remark : error.remarks) {
    const auto sign = fmt::format("{:>{}} = ", "", block.width);
    block.out += block.paint(kBlue, sign) + text::printable(remark) + "\n";
  }
  out += block.out;
  for (const auto& other : error.also) {
    out += "\n";
    render_one(other, colour, out);
  }
}

}  // namespace

std::string render(const Error& error, bool colour) {
  std::string out;
  render_one(error, colour, out);
  return out;
}

}  // namespace backplane
