// UTF-8 counted in code points, and made safe for a terminal.
#include "text.hpp"

namespace backplane::text {

namespace {

bool continues(char c) {
  return (static_cast<unsigned char>(c) & 0xC0U) == 0x80U;
}

std::size_t expected_length(char c) {
  const auto lead = static_cast<unsigned char>(c);
  if (lead >= 0xF0U) return 4;
  if (lead >= 0xE0U) return 3;
  return lead >= 0xC0U ? 2 : 1;
}

}  // namespace

std::size_t next_point(std::string_view text, std::size_t at) {
  if (at >= text.size()) return at + 1;
  const auto end = at + expected_length(text[at]);
  ++at;
  while (at < end && at < text.size() && continues(text[at])) ++at;
  return at;
}

std::size_t count_points(std::string_view text) {
  std::size_t count = 0;
  for (std::size_t at = 0; at < text.size(); at = next_point(text, at)) ++count;
  return count;
}

std::string printable(std::string_view text) {
  std::string out(text);
  for (std::size_t i = 0; i < out.size(); ++i) {
    const auto c = static_cast<unsigned char>(out[i]);
    const bool c1 = c == 0xC2U && i + 1 < out.size() &&
                    static_cast<unsigned char>(out[i + 1]) < 0xA0U &&
                    continues(out[i + 1]);
    if ((c < 0x20U && c != '\t') || c == 0x7FU) out[i] = '?';
    if (c1) out.replace(i, 2, "?");
  }
  return out;
}

}  // namespace backplane::text
