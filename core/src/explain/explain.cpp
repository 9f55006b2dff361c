// Finds a code in the tables and sets its entry in lines.
#include "backplane/explain.hpp"

#include <fmt/format.h>

#include "explain/explanation.hpp"

namespace backplane {

namespace {

using explain_tables::Explanation;

std::vector<Explanation> all() {
  std::vector<Explanation> entries;
  for (const auto table :
       {explain_tables::language(), explain_tables::parameters(),
        explain_tables::graphs(), explain_tables::network(), explain_tables::plugins(),
        explain_tables::data(), explain_tables::runs(), explain_tables::training()})
    entries.insert(entries.end(), table.begin(), table.end());
  return entries;
}

std::string normal(std::string_view code) {
  std::string digits(code);
  if (!digits.empty() && (digits[0] == 'E' || digits[0] == 'e')) digits.erase(0, 1);
  if (digits.size() == 3) digits.insert(0, 1, '0');
  return fmt::format("E{}", digits);
}

void append_lines(std::string_view heading, std::string_view lines, std::string& out) {
  if (lines.empty()) return;
  out += fmt::format("\n{}\n", heading);
  while (!lines.empty()) {
    const std::size_t end = lines.find('\n');
    out += fmt::format("  {}\n", lines.substr(0, end));
    lines.remove_prefix(end == std::string_view::npos ? lines.size() : end + 1);
  }
}

/// Words filled into lines of at most 80 columns.
std::string filled(std::string_view text) {
  constexpr std::size_t kWidth = 80;
  std::string out;
  std::size_t column = 0;
  while (!text.empty()) {
    const std::size_t end = text.find(' ');
    const std::string_view word = text.substr(0, end);
    if (column > 0 && column + 1 + word.size() > kWidth) {
      out += '\n';
      column = 0;
    } else if (column > 0) {
      out += ' ';
      ++column;
    }
    out += word;
    column += word.size();
    text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
  }
  return out;
}

}  // namespace

std::optional<std::string> explain(std::string_view code) {
  const std::string wanted = normal(code);
  for (const Explanation& entry : all()) {
    if (entry.code != wanted) continue;
    std::string out =
        fmt::format("{}: {}\n\n{}\n", entry.code, entry.title, filled(entry.meaning));
    append_lines("Mistaken:", entry.bad, out);
    append_lines("Right:", entry.good, out);
    return out;
  }
  return {};
}

std::vector<std::string> explained_codes() {
  std::vector<std::string> codes;
  for (const Explanation& entry : all()) codes.emplace_back(entry.code);
  return codes;
}

}  // namespace backplane
