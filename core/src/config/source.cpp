// Lines, columns in code points, and where a scalar ends.
#include "config/source.hpp"

#include <algorithm>

namespace backplane::config {

namespace {

// Longer lines are not shown: every value keeps its line, so memory stays bounded.
constexpr std::size_t kLongestShown = 500;
// Beyond, columns count bytes: a hostile line would be counted for each of its values.
constexpr std::size_t kLongestCounted = 4096;

int column_of(std::string_view before) {
  const std::string_view counted = before.substr(0, kLongestCounted);
  return code_points(counted) + static_cast<int>(before.size() - counted.size());
}

std::size_t skip_properties(std::string_view line, std::size_t at) {
  while (at < line.size() && (line[at] == '&' || line[at] == '!')) {
    const std::size_t space = line.find(' ', at);
    if (space == std::string_view::npos) return at;
    const std::size_t next = line.find_first_not_of(' ', space);
    if (next == std::string_view::npos) return at;
    at = next;
  }
  return at;
}

std::size_t quoted_end(std::string_view line, std::size_t at) {
  const char quote = line[at];
  for (std::size_t i = at + 1; i < line.size(); ++i) {
    if (quote == '"' && line[i] == '\\') {
      ++i;
    } else if (line[i] == quote) {
      if (quote == '\'' && i + 1 < line.size() && line[i + 1] == '\'')
        ++i;
      else
        return i + 1;
    }
  }
  return line.size();
}

std::size_t sequence_length(unsigned char lead) {
  if (lead < 0x80) return 1;
  if (lead >= 0xC2 && lead <= 0xDF) return 2;
  if (lead >= 0xE0 && lead <= 0xEF) return 3;
  if (lead >= 0xF0 && lead <= 0xF4) return 4;
  return 0;
}

// Overlong forms, surrogates and what lies beyond U+10FFFF.
bool forbidden(unsigned char lead, unsigned char second) {
  return (lead == 0xE0 && second < 0xA0) || (lead == 0xED && second > 0x9F) ||
         (lead == 0xF0 && second < 0x90) || (lead == 0xF4 && second > 0x8F);
}

}  // namespace

int code_points(std::string_view text) {
  return static_cast<int>(std::count_if(text.begin(), text.end(), [](char c) {
    return (static_cast<unsigned char>(c) & 0xC0U) != 0x80U;
  }));
}

std::size_t valid_utf8(std::string_view text) {
  std::size_t at = 0;
  while (at < text.size()) {
    const auto lead = static_cast<unsigned char>(text[at]);
    const std::size_t length = sequence_length(lead);
    if (length == 0 || at + length > text.size()) return at;
    for (std::size_t i = 1; i < length; ++i) {
      const auto byte = static_cast<unsigned char>(text[at + i]);
      if ((byte & 0xC0U) != 0x80U || (i == 1 && forbidden(lead, byte))) return at;
    }
    at += length;
  }
  return at;
}

Source::Source(std::string name, std::string_view text) : name_(std::move(name)) {
  while (true) {
    const std::size_t end = text.find('\n');
    std::string_view line = text.substr(0, end);
    if (!line.empty() && line.back() == '\r') line.remove_suffix(1);
    lines_.push_back(line);
    if (end == std::string_view::npos) break;
    text.remove_prefix(end + 1);
  }
  if (lines_.size() > 1 && lines_.back().empty()) lines_.pop_back();
}

std::string_view Source::line(int index) const {
  return lines_[static_cast<std::size_t>(index)];
}

Place Source::at(int line_index, int byte, int length) const {
  const int last = static_cast<int>(lines_.size()) - 1;
  if (line_index > last) {  // the end of the file: after its last word
    line_index = last;
    byte = static_cast<int>(line(last).size());
  }
  line_index = std::max(line_index, 0);
  const std::string_view text = line(line_index);
  const std::size_t before =
      std::min(static_cast<std::size_t>(std::max(byte, 0)), text.size());
  return {name_, line_index + 1, column_of(text.substr(0, before)) + 1,
          std::max(length, 1),
          text.size() <= kLongestShown ? std::string(text) : std::string()};
}

Place Source::scalar(int line_index, int byte, std::string_view text) const {
  if (line_index < 0 || line_index >= static_cast<int>(lines_.size()) || byte < 0)
    return at(line_index, byte);
  const std::string_view whole = line(line_index);
  const std::size_t begin = skip_properties(whole, static_cast<std::size_t>(byte));
  if (begin >= whole.size()) return at(line_index, byte);
  std::size_t end = begin + 1;
  if (whole[begin] == '"' || whole[begin] == '\'') {
    end = quoted_end(whole, begin);
  } else if (!text.empty() && whole.substr(begin, text.size()) == text) {
    end = begin + text.size();
  } else if (whole[begin] != '|' && whole[begin] != '>') {
    end = whole.size();
  }
  return at(line_index, static_cast<int>(begin),
            column_of(whole.substr(begin, end - begin)));
}

bool Source::closes(int line_index, int byte) const {
  int depth = 0;
  for (int i = line_index; i < static_cast<int>(lines_.size()); ++i) {
    const std::string_view text = line(i);
    for (std::size_t at = i == line_index ? static_cast<std::size_t>(byte) : 0;
         at < text.size(); ++at) {
      const char c = text[at];
      if (c == '#' && (at == 0 || text[at - 1] == ' ')) break;
      if (c == '"' || c == '\'') at = quoted_end(text, at) - 1;
      if (c == '{' || c == '[') ++depth;
      if ((c == '}' || c == ']') && --depth == 0) return true;
    }
  }
  return false;
}

}  // namespace backplane::config
