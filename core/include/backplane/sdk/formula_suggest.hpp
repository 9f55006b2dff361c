#pragma once
// What to say of a word that the formula language does not have.

#include <algorithm>
#include <string>
#include <string_view>
#include <utility>

#include "backplane/sdk/formula_words.hpp"
#include "backplane/sdk/letters_apart.hpp"

namespace backplane::formula {

/// What people write elsewhere, and here.
inline constexpr std::pair<std::string_view, std::string_view> kElsewhere[] = {
    {"ln", "log(a)"},
    {"log2", "log(a) / log(2)"},
    {"log10", "log(a) / log(10)"},
    {"clamp", "clip(a, low, high)"},
    {"maximum", "max(a, b)"},
    {"minimum", "min(a, b)"},
    {"if", "where(condition, a, b)"},
    {"fabs", "abs(a)"},
    {"square", "a ^ 2"},
    {"cbrt", "sign(a) * abs(a) ^ (1 / 3)"},
    {"erfc", "1 - erf(a)"},
    {"relu", "max(a, 0)"},
    {"silu", "a * sigmoid(a)"},
    {"swish", "a * sigmoid(a)"},
    {"gelu", "a * (1 + erf(a / sqrt(2))) / 2"},
    {"mish", "a * tanh(softplus(a))"},
    {"logistic", "sigmoid(a)"}};

inline constexpr std::size_t kLongestWord = 15;

/// The word of the language that is nearest, or "" where none is near.
[[nodiscard]] inline std::string_view nearest_word(std::string_view typed) {
  if (typed.size() > kLongestWord) return {};
  std::string small(typed);
  for (char& c : small)
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  std::string_view best;
  std::size_t least = 2 * kLongestWord;
  const auto consider = [&](std::string_view known) {
    const std::size_t apart = sdk::letters_apart(small, known);
    if (apart >
        (known.size() < 2 ? 0 : std::max<std::size_t>(1, (small.size() + 1) / 3)))
      return;
    // Of words equally near the one as long as what was typed.
    const std::size_t distance = 2 * apart + (known.size() == small.size() ? 0 : 1);
    if (distance < least) least = distance, best = known;
  };
  for (const Function& function : kFunctions) consider(function.name);
  for (const std::string_view leaf : {"x", "pi", "e"}) consider(leaf);
  return best;
}

/// `called`: '(' stands behind it.
[[nodiscard]] inline std::string unknown_word(std::string_view word, bool called) {
  std::string message(called ? "no function is called " : "nothing is called ");
  message += quoted(word);
  for (const auto& [theirs, ours] : kElsewhere)
    if (theirs == word) return message.append(": write ").append(ours);
  if (const auto near = nearest_word(word); !near.empty())
    return message.append("; did you mean ").append(quoted(near)).append("?");
  message += "; a formula has x, pi, e and";
  for (const Function& function : kFunctions)
    message.append(&function == kFunctions ? " " : ", ").append(function.name);
  return message;
}

}  // namespace backplane::formula
