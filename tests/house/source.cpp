// Reads the tree's sources and blanks what is not code.

#include "source.hpp"

#include <algorithm>
#include <cctype>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <regex>

namespace house {
namespace {

namespace fs = std::filesystem;

bool word(char c) {
  return std::isalnum(static_cast<unsigned char>(c)) || c == '_';
}

/// Replaces a range by spaces; line ends stay.
void blank(std::string& text, std::size_t from, std::size_t to) {
  for (std::size_t i = from; i < std::min(to, text.size()); ++i)
    if (text[i] != '\n') text[i] = ' ';
}

/// The position after the literal that opens at `at` with text[at] as its quote.
std::size_t end_of_quoted(const std::string& text, std::size_t at) {
  const char quote = text[at];
  for (std::size_t i = at + 1; i < text.size(); ++i) {
    if (text[i] == '\\')
      ++i;
    else if (text[i] == quote || text[i] == '\n')
      return i + 1;
  }
  return text.size();
}

/// The position after the raw string whose quote stands at `at`.
std::size_t end_of_raw(const std::string& text, std::size_t at) {
  const std::size_t open = text.find('(', at);
  if (open == std::string::npos) return text.size();
  const std::string close = ")" + text.substr(at + 1, open - at - 1) + "\"";
  const std::size_t end = text.find(close, open);
  return end == std::string::npos ? text.size() : end + close.size();
}

/// A quote within a number, as in 1'000.
bool separator(const std::string& text, std::size_t at) {
  std::size_t start = at;
  while (start > 0 && (word(text[start - 1]) || text[start - 1] == '\'')) --start;
  return start < at && std::isdigit(static_cast<unsigned char>(text[start]));
}

std::size_t end_of_literal(const std::string& text, std::size_t at) {
  if (text[at] == '\'') return separator(text, at) ? at + 1 : end_of_quoted(text, at);
  const bool raw = at > 0 && text[at - 1] == 'R' && (at < 2 || !word(text[at - 2]));
  return raw ? end_of_raw(text, at) : end_of_quoted(text, at);
}

std::size_t end_of_comment(const std::string& text, std::size_t at) {
  const bool line = text[at + 1] == '/';
  const std::size_t end = text.find(line ? "\n" : "*/", at + 2);
  if (end == std::string::npos) return text.size();
  return line ? end : end + 2;
}

/// Blanks comments and, where asked, what stands in quotes.
std::string without_comments(std::string text, bool literals) {
  for (std::size_t i = 0; i < text.size();) {
    if (text[i] == '/' && i + 1 < text.size() &&
        (text[i + 1] == '/' || text[i + 1] == '*')) {
      const std::size_t end = end_of_comment(text, i);
      blank(text, i, end);
      i = end;
    } else if (text[i] == '"' || text[i] == '\'') {
      const std::size_t end = end_of_literal(text, i);
      if (literals && end > i + 1) blank(text, i + 1, end - 1);
      i = end;
    } else {
      ++i;
    }
  }
  return text;
}

/// Blanks preprocessor lines with their continuations.
void blank_directives(std::string& text) {
  for (std::size_t i = 0; i < text.size();) {
    std::size_t end = text.find('\n', i);
    const std::size_t first = text.find_first_not_of(" \t", i);
    const bool directive = first < end && text[first] == '#';
    while (directive && end != std::string::npos && end > 0 && text[end - 1] == '\\')
      end = text.find('\n', end + 1);
    end = std::min(end, text.size());
    if (directive) blank(text, i, end);
    i = end + 1;
  }
}

bool is_source(const fs::path& path) {
  static const std::vector<std::string> endings{".c", ".h", ".cpp", ".hpp"};
  return std::find(endings.begin(), endings.end(), path.extension().string()) !=
         endings.end();
}

std::vector<Source> read_tree() {
  std::vector<Source> sources;
  const fs::path root = BACKPLANE_SOURCE_DIR;
  for (const char* room : {"core", "plugins", "apps", "examples", "tests"}) {
    if (!fs::is_directory(root / room)) continue;
    for (const auto& entry : fs::recursive_directory_iterator(root / room)) {
      if (!entry.is_regular_file() || !is_source(entry.path())) continue;
      std::ifstream in(entry.path(), std::ios::binary);
      const std::string text(std::istreambuf_iterator<char>(in), {});
      sources.push_back(
          read_source(entry.path().lexically_relative(root).generic_string(), text));
    }
  }
  std::sort(sources.begin(), sources.end(),
            [](const Source& a, const Source& b) { return a.path < b.path; });
  return sources;
}

}  // namespace

bool Source::in(std::string_view folder) const {
  return path.size() > folder.size() && path.compare(0, folder.size(), folder) == 0 &&
         path[folder.size()] == '/';
}

bool Source::header() const {
  const std::string ending = fs::path(path).extension().string();
  return ending == ".h" || ending == ".hpp";
}

std::string violation(const Source& source, std::size_t line, const std::string& what) {
  return source.path + ":" + std::to_string(line) + ": " + what;
}

Source read_source(std::string path, const std::string& text) {
  Source source;
  source.path = std::move(path);
  source.lines = static_cast<std::size_t>(std::count(text.begin(), text.end(), '\n'));
  const std::string bare = without_comments(text, false);
  static const std::regex include(
      R"re((?:^|\n)[ \t]*#[ \t]*include[ \t]*([<"])([^>"\n]*))re");
  for (std::sregex_iterator it(bare.begin(), bare.end(), include), end; it != end; ++it)
    source.includes.push_back({line_of(bare, static_cast<std::size_t>(it->position(1))),
                               it->str(2), it->str(1) == "<"});
  source.code = without_comments(text, true);
  blank_directives(source.code);
  return source;
}

const std::vector<Source>& tree() {
  static const std::vector<Source> sources = read_tree();
  return sources;
}

std::size_t line_of(std::string_view code, std::size_t at) {
  const auto end =
      code.begin() + static_cast<std::ptrdiff_t>(std::min(at, code.size()));
  return 1 + static_cast<std::size_t>(std::count(code.begin(), end, '\n'));
}

}  // namespace house
