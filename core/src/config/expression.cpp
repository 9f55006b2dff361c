// Recursive descent, one function a level of precedence; an error unwinds to the
// caller.
#include "config/expression.hpp"

#include <fmt/format.h>

#include <charconv>
#include <cmath>

#include "config/arithmetic.hpp"
#include "config/scalar.hpp"

namespace backplane::config {

namespace {

constexpr int kDeepest = 64;

using Outcome = std::variant<Term, ExpressionError>;

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}
bool is_letter(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
}

class Evaluator {
 public:
  Evaluator(std::string_view text, std::size_t at, const Lookup& variable,
            const Lookup& environment)
      : text_(text), at_(at), variable_(variable), environment_(environment) {}

  Evaluated whole() {
    Outcome value = fallback();
    if (failed(value)) return {std::move(value), at_};
    skip_spaces();
    if (at_ >= text_.size()) return {unexpected("a ')' is missing"), at_};
    if (text_[at_] != ')')
      return {unexpected("an operator or ')' is wanted here"), at_};
    return {std::move(value), at_ + 1};
  }

 private:
  static bool failed(const Outcome& o) { return o.index() == 1; }

  void skip_spaces() {
    while (at_ < text_.size() && (text_[at_] == ' ' || text_[at_] == '\n')) ++at_;
  }

  [[nodiscard]] ExpressionError unexpected(std::string label) const {
    if (at_ >= text_.size())
      return {"E0114", "the expression ends too early", std::move(label),
              text_.empty() ? 0 : text_.size() - 1, 1};
    return {"E0114", fmt::format("'{}' does not belong here", text_[at_]),
            std::move(label), at_, 1};
  }

  bool take(std::string_view token) {
    skip_spaces();
    if (text_.substr(at_, token.size()) != token) return false;
    at_ += token.size();
    return true;
  }

  // `a ?? b`: b only where a has no value.
  Outcome fallback() {
    if (++depth_ > kDeepest)
      return ExpressionError{"E0114", "the expression is nested too deep", {}, at_, 1};
    Outcome value = sum();
    if (take("??")) {
      Outcome other = fallback();
      const bool missing = failed(value) && is_missing(std::get<1>(value));
      if (missing || failed(other)) value = std::move(other);
    }
    --depth_;
    return value;
  }

  static bool is_missing(const ExpressionError& e) {
    return e.code == "E0113" || e.code == "E0116";
  }

  Outcome sum() {
    Outcome left = product();
    while (true) {
      skip_spaces();
      const std::size_t place = at_;
      const char op = at_ < text_.size() ? text_[at_] : '\0';
      if (op != '+' && op != '-') return left;
      ++at_;
      left = combine(std::move(left), std::string_view(&text_[place], 1), place,
                     product());
    }
  }

  Outcome product() {
    Outcome left = unary();
    while (true) {
      skip_spaces();
      const std::size_t place = at_;
      std::string_view op;
      for (const std::string_view candidate : {"//", "/", "*", "%"})
        if (op.empty() && text_.substr(at_, candidate.size()) == candidate)
          op = candidate;
      if (op.empty()) return left;
      at_ += op.size();
      left = combine(std::move(left), op, place, unary());
    }
  }

  Outcome combine(Outcome left, std::string_view op, std::size_t place, Outcome right) {
    if (failed(left)) return left;
    if (failed(right)) return right;
    auto result = calculate(std::get<0>(left), op, std::get<0>(right));
    if (result.value) return std::move(*result.value);
    return ExpressionError{"E0115", result.why, "here", place, op.size()};
  }

  Outcome unary() {
    const std::size_t start = at_;
    bool negative = false;
    while (take("-")) negative = !negative;
    Outcome value = primary();
    if (!negative || failed(value)) return value;
    return combine(Term(std::int64_t{0}), "-", start, std::move(value));
  }

  Outcome primary() {
    skip_spaces();
    if (at_ >= text_.size()) return unexpected("a value is wanted here");
    const char c = text_[at_];
    if (c == '(') {
      ++at_;
      Outcome value = fallback();
      if (failed(value) || take(")")) return value;
      return unexpected("a ')' is missing");
    }
    if (c == '"' || c == '\'') return quoted(c);
    if (is_digit(c) || c == '.') return number();
    if (is_letter(c)) return named();
    return unexpected("a number, a variable or '(' is wanted here");
  }

  Outcome quoted(char quote) {
    const std::size_t end = text_.find(quote, at_ + 1);
    if (end == std::string_view::npos)
      return ExpressionError{"E0114", "a quote is opened and never closed", {}, at_, 1};
    std::string value(text_.substr(at_ + 1, end - at_ - 1));
    at_ = end + 1;
    return Term(std::move(value));
  }

  Outcome number() {
    std::size_t end = at_;
    bool real = false;
    while (end < text_.size()) {
      const char c = text_[end];
      const bool exponent_sign =
          (c == '+' || c == '-') && (text_[end - 1] == 'e' || text_[end - 1] == 'E');
      if (c == '.' || c == 'e' || c == 'E') real = true;
      if (!is_digit(c) && !is_letter(c) && c != '.' && !(exponent_sign && end > at_))
        break;
      ++end;
    }
    Node node;
    node.kind = Node::Kind::scalar;
    node.text = std::string(text_.substr(at_, end - at_));
    const auto whole = real ? Reading<std::int64_t>{} : read_integer(node);
    const auto decimal = read_real(node);
    if (!whole.value && (!real || !decimal.value))
      return ExpressionError{"E0114", fmt::format("'{}' is no number", node.text),
                             real ? decimal.why : whole.why, at_, end - at_};
    at_ = end;
    if (whole.value) return Term(*whole.value);
    return Term(*decimal.value);
  }

  Outcome named() {
    const std::size_t start = at_;
    const bool environment = text_.substr(at_, 4) == "env:";
    if (environment) at_ += 4;
    const std::size_t length = name_length(text_, at_);
    if (length == 0) return unexpected("the name of an environment variable is wanted");
    const std::string_view name = text_.substr(at_, length);
    at_ += length;
    Outcome value = environment ? environment_(name) : variable_(name);
    if (failed(value)) {
      std::get<1>(value).at = start;
      std::get<1>(value).length = at_ - start;
    }
    return value;
  }

  std::string_view text_;
  std::size_t at_;
  const Lookup& variable_;
  const Lookup& environment_;
  int depth_ = 0;
};

}  // namespace

Evaluated evaluate(std::string_view text, std::size_t begin, const Lookup& variable,
                   const Lookup& environment) {
  return Evaluator(text, begin, variable, environment).whole();
}

std::string to_text(const Term& term) {
  if (const auto* whole = std::get_if<std::int64_t>(&term))
    return std::to_string(*whole);
  if (const auto* text = std::get_if<std::string>(&term)) return *text;
  std::string text = number_text(std::get<double>(term));
  if (text.find_first_of(".e") == std::string::npos) text += ".0";
  return text;
}

std::size_t name_length(std::string_view text, std::size_t at) {
  std::size_t end = at;
  while (end < text.size() &&
         (is_letter(text[end]) || (end > at && is_digit(text[end]))))
    ++end;
  return end - at;
}

}  // namespace backplane::config
