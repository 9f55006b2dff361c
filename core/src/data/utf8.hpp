#pragma once
// UTF-8 read strictly, code point by code point, and written.

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace backplane::data {

/// A character in Unicode: up to U+10FFFF, no half of a surrogate pair.
[[nodiscard]] constexpr bool is_character(char32_t c) {
  return c < 0x110000 && (c < 0xD800 || c > 0xDFFF);
}

/// The character at `at`, which is moved behind it. Nothing, and `at` stays, for bytes
/// that are none: cut off, longer than needed, no character. Pre: at < text.size().
[[nodiscard]] std::optional<char32_t> next_character(std::string_view text,
                                                     std::size_t& at);
/// Whether the bytes from `at` to the end may be the beginning of a character that goes
/// on.
[[nodiscard]] bool may_go_on(std::string_view text, std::size_t at);
void append_utf8(std::string& text, char32_t c);

/// Bytes in pieces of any size, out again as whole characters; those that form none as
/// U+FFFD.
class WholeCharacters {
 public:
  /// The characters that are whole by now.
  [[nodiscard]] std::string take(std::string_view bytes);
  /// What never became whole.
  [[nodiscard]] std::string rest();

 private:
  std::string begun_;
};

}  // namespace backplane::data
