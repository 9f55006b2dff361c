#pragma once
// The formula language, from what binds least to what binds most:
//   formula   sum [(< | <= | > | >= | == | !=) sum]
//   sum       term {(+ | -) term}
//   term      factor {(* | /) factor}
//   factor    {+ | -} power
//   power     atom [^ factor]
//   atom      number | x | pi | e | function(formula, ...) | (formula)

#include <string>
#include <string_view>
#include <utility>

#include "backplane/sdk/formula_calls.hpp"

namespace backplane::formula {

inline constexpr std::size_t kLongest = 1000;
inline constexpr int kDeepest = 64;

class Parser {
 public:
  /// Throws an sdk::Failure that tells the column, what was expected and what found.
  static Id parse(std::string_view text, Graph& graph) {
    if (text.size() > kLongest)
      throw sdk::invalid("the formula is longer than " + std::to_string(kLongest) +
                         " characters");
    return Parser(text, graph).whole();
  }

 private:
  Parser(std::string_view text, Graph& graph)
      : make_(graph), calls_(graph), in_(text) {}

  Id whole() {
    const Token& now = in_.now();
    if (now.kind == Token::Kind::end) throw sdk::invalid("the formula is empty");
    const Id y = formula();
    if (now.is(")")) throw in_.wrong(now.at, "')' closes nothing");
    if (now.is(",")) throw in_.wrong(now.at, "',' stands only between values in ( )");
    if (now.kind != Token::Kind::end) throw in_.no_operator();
    if (has_x_) return y;
    throw sdk::invalid("the formula does not use x, so it is no activation");
  }

  void deeper() {
    if (++depth_ > kDeepest)
      throw in_.wrong(in_.now().at, "more than " + std::to_string(kDeepest) +
                                        " levels of parentheses and powers");
  }

  Id formula() {
    deeper();
    Id y = sum();
    if (const std::string_view sign = comparison(); !sign.empty())
      y = compared(sign, y, sum());
    const std::size_t at = in_.now().at;
    if (!comparison().empty())
      throw in_.wrong(at, "comparisons make no chain: write (a < b) * (b < c)");
    --depth_;
    return y;
  }

  std::string_view comparison() {
    for (const std::string_view sign : {"<", "<=", ">", ">=", "==", "!="})
      if (in_.take(sign)) return sign;
    return {};
  }

  Id compared(std::string_view sign, Id a, Id b) {
    if (sign[0] == '>') std::swap(a, b);
    if (sign == "==") return make_.compare(Op::equal, a, b);
    if (sign == "!=") return make_.compare(Op::not_equal, a, b);
    return make_.compare(sign.size() == 1 ? Op::less : Op::less_equal, a, b);
  }

  Id sum() {
    for (Id y = term();;) {
      if (in_.take("+"))
        y = make_.add(y, term());
      else if (in_.take("-"))
        y = make_.sub(y, term());
      else
        return y;
    }
  }

  Id term() {
    for (Id y = factor();;) {
      if (in_.take("*"))
        y = make_.mul(y, factor());
      else if (in_.take("/"))
        y = make_.div(y, factor());
      else
        return y;
    }
  }

  Id factor() {
    bool minus = false;
    while (in_.now().is("-") || in_.now().is("+")) minus ^= in_.take().is("-");
    const Id y = power();
    return minus ? make_.neg(y) : y;
  }

  Id power() {
    const Id y = atom();
    if (!in_.take("^") && !in_.take("**")) return y;
    deeper();
    const Id raised = make_.pow(y, factor());
    --depth_;
    return raised;
  }

  Id atom() {
    const Token token = in_.take();
    if (token.kind == Token::Kind::number) return make_.number(token.number);
    if (token.kind == Token::Kind::word) return word(token);
    if (!token.is("("))
      throw in_.wrong(
          token.at, "expected a number, x, a function or '(', found " + token.shown());
    const Id y = formula();
    close(token);
    return y;
  }

  Id word(const Token& token) {
    has_x_ = has_x_ || token.text == "x";
    if (token.text == "x") return make_.leaf(Op::x);
    if (const auto constant = find_constant(token.text)) return make_.number(*constant);
    const Function& function = calls_.function(token, in_);
    const Token open = in_.take();
    std::vector<Id> values;
    if (!in_.take(")")) {
      do values.push_back(formula());
      while (in_.take(","));
      close(open);
    }
    return calls_.call(function, token, values, in_);
  }

  void close(const Token& open) {
    if (in_.take(")")) return;
    const Token& now = in_.now();
    const bool another =
        now.kind == Token::Kind::number || now.kind == Token::Kind::word || now.is("(");
    if (another) throw in_.no_operator();
    throw in_.wrong(now.at, "expected ')' for the '(' of " + in_.column(open.at) +
                                ", found " + now.shown());
  }

  Algebra make_;
  Calls calls_;
  Tokens in_;
  int depth_ = 0;
  bool has_x_ = false;
};

}  // namespace backplane::formula
