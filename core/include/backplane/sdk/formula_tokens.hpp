#pragma once
// A formula's text in words, numbers and signs, each with its place.

#include <charconv>
#include <string>
#include <string_view>
#include <utility>

#include "backplane/sdk/failure.hpp"
#include "backplane/sdk/formula_words.hpp"

namespace backplane::formula {

struct Token {
  enum class Kind { end, number, word, sign };
  Kind kind = Kind::end;
  std::string_view text;
  std::size_t at = 0;  ///< its first byte
  double number = 0;

  [[nodiscard]] bool is(std::string_view sign) const {
    return kind == Kind::sign && text == sign;
  }
  /// As messages have it.
  [[nodiscard]] std::string shown() const {
    return kind == Kind::end ? std::string("the end of the formula") : quoted(text);
  }
};

class Tokens {
 public:
  explicit Tokens(std::string_view text) : text_(text) { next(); }

  [[nodiscard]] const Token& now() const { return now_; }
  Token take() {
    const Token taken = now_;
    next();
    return taken;
  }
  /// Takes this sign, if it is the next.
  bool take(std::string_view sign) {
    const bool found = now_.is(sign);
    if (found) next();
    return found;
  }

  /// Columns count characters, from 1.
  [[nodiscard]] std::string column(std::size_t at) const {
    int column = 1;
    for (const char c : text_.substr(0, at))
      column += (static_cast<unsigned char>(c) & 0xC0u) != 0x80u ? 1 : 0;
    return std::string("column ").append(std::to_string(column));
  }
  /// To throw: what is wrong with what stands at byte `at`.
  [[nodiscard]] sdk::Failure wrong(std::size_t at, const std::string& message) const {
    return sdk::invalid(column(at).append(": ").append(message));
  }

  [[nodiscard]] sdk::Failure no_operator() const {
    return wrong(now_.at, "expected an operator, found " + now_.shown() +
                              "; products are written with '*'");
  }

 private:
  static bool is_digit(char c) { return c >= '0' && c <= '9'; }
  static bool is_letter(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
  }
  static bool is_space(char c) {
    return c == ' ' || c == '\t' || c == '\n' || c == '\r';
  }
  static bool continues(char c) {
    return (static_cast<unsigned char>(c) & 0xC0u) == 0x80u;
  }
  [[nodiscard]] char at(std::size_t i) const {
    return i < text_.size() ? text_[i] : '\0';
  }

  void next() {
    while (is_space(at(at_))) ++at_;
    now_ = {Token::Kind::end, {}, at_, 0};
    if (at_ == text_.size()) return;
    if (is_digit(at(at_)) || (at(at_) == '.' && is_digit(at(at_ + 1)))) return number();
    if (is_letter(at(at_))) return word();
    sign();
  }

  void put(Token::Kind kind, std::size_t length) {
    now_.kind = kind;
    now_.text = text_.substr(at_, length);
    at_ += length;
  }

  void word() {
    std::size_t end = at_;
    while (is_letter(at(end)) || is_digit(at(end))) ++end;
    put(Token::Kind::word, end - at_);
  }

  void number() {
    const char* first = text_.data() + at_;
    const auto [end, code] =
        std::from_chars(first, text_.data() + text_.size(), now_.number);
    if (code == std::errc::result_out_of_range)
      throw wrong(at_, "no double is as large or as small as this number");
    put(Token::Kind::number, static_cast<std::size_t>(end - first));
  }

  void sign() {
    for (const std::string_view known : {"**", "<=", ">=", "==", "!=", "+", "-", "*",
                                         "/", "^", "(", ")", ",", "<", ">"})
      if (text_.substr(at_, known.size()) == known)
        return put(Token::Kind::sign, known.size());
    std::size_t length = 1;
    while (continues(at(at_ + length))) ++length;
    throw wrong(at_, meaningless(text_.substr(at_, length)));
  }

  /// A character that is none of the language, and what is written in its place.
  static std::string meaningless(std::string_view character) {
    static constexpr std::pair<std::string_view, std::string_view> kMeant[] = {
        {"×", "*"},      {"·", "*"},
        {"−", "-"},      {"÷", "/"},
        {"²", "^ 2"},    {"³", "^ 3"},
        {"π", "pi"},     {"√", "sqrt(a)"},
        {"≤", "<="},     {"≥", ">="},
        {"≠", "!="},     {"=", "=="},
        {"|", "abs(a)"}, {"&", "(a < b) * (b < c)"}};
    std::string message = shown(character).append(" has no meaning in a formula");
    for (const auto& [typed, meant] : kMeant)
      if (typed == character) message.append(": write ").append(meant);
    return message;
  }

  /// Control characters and broken UTF-8 by their number.
  static std::string shown(std::string_view character) {
    const auto byte = static_cast<unsigned char>(character[0]);
    const std::size_t length = byte < 0xE0u ? 2 : (byte < 0xF0u ? 3 : 4);
    const bool whole = byte >= 0xC2u && byte < 0xF5u && character.size() == length;
    if ((byte >= 0x20u && byte < 0x7Fu) || whole) return quoted(character);
    constexpr std::string_view kHex = "0123456789abcdef";
    return {'\'', '\\', 'x', kHex[byte >> 4u], kHex[byte & 15u], '\''};
  }

  std::string_view text_;
  std::size_t at_ = 0;
  Token now_;
};

}  // namespace backplane::formula
