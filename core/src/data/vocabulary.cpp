// Ids and what they stand for, there and back.
#include "data/vocabulary.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>

#include "data/utf8.hpp"
#include "io/fault.hpp"

namespace backplane::data {
namespace {

constexpr std::int64_t kBytes = 256;

std::string escaped(char32_t c) {
  if (c == '\n') return "\\n";
  if (c == '\t') return "\\t";
  if (c == '\r') return "\\r";
  if (c < 0x20 || (c >= 0x7F && c < 0xA0))
    return fmt::format("\\x{:02x}", static_cast<unsigned>(c));
  std::string text;
  append_utf8(text, c);
  return text;
}

Error unreadable(const std::string& text) {
  return io::fault(
      "E0565", "the model's vocabulary cannot be read: '" + text.substr(0, 60) + "'",
      {"expected 'bytes', or 'characters' and their numbers, ascending"});
}

Error unknown_character(char32_t c, std::size_t position) {
  return io::fault("E0663",
                   fmt::format("the model does not know '{}' (U+{:04X}), character {} "
                               "of the text",
                               escaped(c), static_cast<unsigned>(c), position),
                   {"it knows the characters of the text that it was trained on"});
}

}  // namespace

Vocabulary Vocabulary::of_characters(std::vector<char32_t> characters) {
  Vocabulary vocabulary;
  vocabulary.tokenizer_ = Tokenizer::characters;
  vocabulary.characters_ = std::move(characters);
  return vocabulary;
}

std::int64_t Vocabulary::size() const {
  if (tokenizer_ == Tokenizer::bytes) return kBytes;
  return static_cast<std::int64_t>(characters_.size()) + 1;
}

std::int32_t Vocabulary::id(char32_t c) const {
  const auto found = std::lower_bound(characters_.begin(), characters_.end(), c);
  if (found == characters_.end() || *found != c) return kUnknown;
  return static_cast<std::int32_t>(found - characters_.begin()) + 1;
}

std::string Vocabulary::text(std::int32_t id) const {
  if (tokenizer_ == Tokenizer::bytes) return std::string(1, static_cast<char>(id));
  std::string text;
  append_utf8(
      text, id == kUnknown ? U'\uFFFD' : characters_[static_cast<std::size_t>(id) - 1]);
  return text;
}

std::string Vocabulary::name(std::int32_t id) const {
  if (tokenizer_ == Tokenizer::bytes)
    return id < 0x80 ? escaped(static_cast<char32_t>(id))
                     : fmt::format("\\x{:02x}", id);
  if (id == kUnknown) return "unknown";
  return escaped(characters_[static_cast<std::size_t>(id) - 1]);
}

std::string describe(const Vocabulary& vocabulary) {
  if (vocabulary.tokenizer() == Tokenizer::bytes) return "bytes";
  std::string text = "characters";
  for (const char32_t c : vocabulary.characters())
    text += ' ' + std::to_string(static_cast<std::uint32_t>(c));
  return text;
}

Result<Vocabulary> parse_vocabulary(const std::string& text) {
  constexpr std::string_view kWord = "characters";
  if (text == "bytes") return Vocabulary::of_bytes();
  if (!text.starts_with(kWord)) return unreadable(text);
  std::vector<char32_t> characters;
  for (std::size_t at = kWord.size(); at < text.size();) {
    if (text[at] != ' ') return unreadable(text);
    std::uint32_t number = 0;
    const char* end = text.data() + text.size();
    const auto [stop, code] = std::from_chars(text.data() + at + 1, end, number);
    const auto c = static_cast<char32_t>(number);
    if (code != std::errc{} || !is_character(c) ||
        (!characters.empty() && c <= characters.back()))
      return unreadable(text);
    characters.push_back(c);
    at = static_cast<std::size_t>(stop - text.data());
  }
  return Vocabulary::of_characters(std::move(characters));
}

Result<std::vector<std::int32_t>> encode(const Vocabulary& vocabulary,
                                         std::string_view text) {
  const bool bytes = vocabulary.tokenizer() == Tokenizer::bytes;
  std::vector<std::int32_t> ids;
  std::size_t position = 0;
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t begin = at;
    const auto c = next_character(text, at);
    ++position;
    if (!c)
      return io::fault("E0662",
                       fmt::format("the text is no UTF-8: byte {} (0x{:02x}) "
                                   "begins no character",
                                   begin + 1, static_cast<unsigned char>(text[begin])));
    if (!bytes && vocabulary.id(*c) == Vocabulary::kUnknown)
      return unknown_character(*c, position);
    if (!bytes) ids.push_back(vocabulary.id(*c));
    for (std::size_t i = begin; bytes && i < at; ++i)
      ids.push_back(static_cast<unsigned char>(text[i]));
  }
  return ids;
}

}  // namespace backplane::data
