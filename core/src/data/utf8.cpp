// UTF-8: 0xxxxxxx, or a first byte that says how many bytes 10xxxxxx follow.
#include "data/utf8.hpp"

#include <algorithm>

namespace backplane::data {
namespace {

unsigned byte(std::string_view text, std::size_t at) {
  return static_cast<unsigned char>(text[at]);
}

// Bytes of the character that begins so; 0: none does.
std::size_t length_of(unsigned lead) {
  if (lead < 0x80) return 1;
  if (lead < 0xC2 || lead > 0xF4)
    return 0;  // 0xC0 and 0xC1 would be longer than needed
  return lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4;
}

// What the second byte may be after this first one, so that the form is the shortest
// and the character exists.
bool second_fits(unsigned lead, unsigned second) {
  const unsigned low = lead == 0xE0 ? 0xA0 : lead == 0xF0 ? 0x90 : 0x80;
  const unsigned high = lead == 0xED ? 0x9F : lead == 0xF4 ? 0x8F : 0xBF;
  return second >= low && second <= high;
}

// How many bytes from `at` on belong to the beginning of a character, at most `length`.
std::size_t good_bytes(std::string_view text, std::size_t at, std::size_t length) {
  std::size_t n = 1;
  const std::size_t end = std::min(length, text.size() - at);
  for (; n < end; ++n) {
    const unsigned next = byte(text, at + n);
    if (n == 1 ? !second_fits(byte(text, at), next) : (next & 0xC0) != 0x80) break;
  }
  return n;
}

}  // namespace

std::optional<char32_t> next_character(std::string_view text, std::size_t& at) {
  const unsigned lead = byte(text, at);
  const std::size_t length = length_of(lead);
  if (length == 1) return ++at, static_cast<char32_t>(lead);
  if (length == 0 || good_bytes(text, at, length) < length) return std::nullopt;
  char32_t c = lead & (0x7FU >> length);
  for (std::size_t n = 1; n < length; ++n) c = c << 6 | (byte(text, at + n) & 0x3F);
  at += length;
  return c;
}

bool may_go_on(std::string_view text, std::size_t at) {
  const std::size_t length = length_of(byte(text, at)), left = text.size() - at;
  return length > left && good_bytes(text, at, length) == left;
}

void append_utf8(std::string& text, char32_t c) {
  const auto put = [&](unsigned bits, char32_t value) {
    text += static_cast<char>(bits | value);
  };
  if (c < 0x80) return put(0, c);
  if (c >= 0x10000) {
    put(0xF0, c >> 18);
    put(0x80, c >> 12 & 0x3F);
  } else if (c >= 0x800) {
    put(0xE0, c >> 12);
  } else {
    put(0xC0, c >> 6);
  }
  if (c >= 0x800) put(0x80, c >> 6 & 0x3F);
  put(0x80, c & 0x3F);
}

std::string WholeCharacters::take(std::string_view bytes) {
  begun_ += bytes;
  std::string whole;
  std::size_t at = 0;
  while (at < begun_.size() && !may_go_on(begun_, at)) {
    if (const auto c = next_character(begun_, at)) {
      append_utf8(whole, *c);
    } else {
      append_utf8(whole, U'\uFFFD');
      ++at;
    }
  }
  begun_.erase(0, at);
  return whole;
}

std::string WholeCharacters::rest() {
  std::string text;
  for (std::size_t i = 0; i < begun_.size(); ++i) append_utf8(text, U'\uFFFD');
  begun_.clear();
  return text;
}

}  // namespace backplane::data
