#pragma once
// What the ids of a text stand for: bytes, or the characters of its training part.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "backplane/error.hpp"

namespace backplane::data {

enum class Tokenizer { bytes, characters };

/// bytes: an id is a byte, of 256. characters: id 0 stands for every character that the
/// training part does not have, the others for its characters in Unicode's order.
/// Immutable.
class Vocabulary {
 public:
  static constexpr std::int32_t kUnknown = 0;

  static Vocabulary of_bytes() { return {}; }
  /// Pre: ascending, each once, characters all of them.
  static Vocabulary of_characters(std::vector<char32_t> characters);

  [[nodiscard]] Tokenizer tokenizer() const { return tokenizer_; }
  [[nodiscard]] std::int64_t size() const;
  /// Id kUnknown is not a token but the lack of one.
  [[nodiscard]] bool has_unknown() const { return tokenizer_ == Tokenizer::characters; }
  /// Of a character; kUnknown when there is none for it. Pre: characters.
  [[nodiscard]] std::int32_t id(char32_t c) const;
  /// The bytes that an id stands for; U+FFFD for kUnknown. Pre: 0 <= id < size().
  [[nodiscard]] std::string text(std::int32_t id) const;
  /// For people: "a", "\n", "\xe2", "unknown".
  [[nodiscard]] std::string name(std::int32_t id) const;

  [[nodiscard]] const std::vector<char32_t>& characters() const { return characters_; }
  bool operator==(const Vocabulary&) const = default;

 private:
  Tokenizer tokenizer_ = Tokenizer::bytes;
  std::vector<char32_t> characters_;  // of id 1, 2, ...
};

/// As text for a model file's metadata, and back. Errors: E0565.
[[nodiscard]] std::string describe(const Vocabulary& vocabulary);
Result<Vocabulary> parse_vocabulary(const std::string& text);

/// The ids of a text that a person wrote. Errors: E0662 no UTF-8; E0663, a character
/// that the vocabulary does not have.
Result<std::vector<std::int32_t>> encode(const Vocabulary& vocabulary,
                                         std::string_view text);

}  // namespace backplane::data
