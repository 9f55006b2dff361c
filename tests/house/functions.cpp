// A brace opens a scope, a function body or an initializer: the text before it tells
// which.

#include "functions.hpp"

#include <cctype>
#include <regex>
#include <string>

namespace house {
namespace {

enum class Brace { scope, function, initializer };

/// Drops `template <...>` lists, in which `class` declares no class.
std::string without_templates(const std::string& head) {
  std::string kept;
  for (std::size_t i = 0; i < head.size();) {
    if (head.compare(i, 8, "template") != 0) {
      kept += head[i++];
      continue;
    }
    i = head.find('<', i);
    if (i == std::string::npos) break;
    int depth = 0;
    do {
      if (head[i] == '<') ++depth;
      if (head[i] == '>') --depth;
      ++i;
    } while (i < head.size() && depth > 0);
  }
  return kept;
}

bool matches(const std::string& text, const std::regex& pattern) {
  return std::regex_search(text, pattern);
}

const std::regex kNamespace(R"(\bnamespace\b|\bextern *" *" *$)");
const std::regex kType(R"(\b(class|struct|union|enum)\b[^()=]*$)");
const std::regex kAlignedType(R"(\b(class|struct|union) +alignas\b[^=]*$)");
const std::regex kMemberInitializers(R"(\)[^()?:]*:[^:?][^?]*[\w>] *$)");
const std::regex kFunctionHead(R"((\)|\]|[\w>&*]) *$)");

/// `head`: from the end of the last statement or body, each run of blanks one space.
Brace classify(const std::string& text) {
  const std::string head = without_templates(text);
  if (matches(head, kNamespace) || matches(head, kType) || matches(head, kAlignedType))
    return Brace::scope;
  // `: a_(1), b_` : a member's initializer opens, not yet the constructor's body.
  if (matches(head, kMemberInitializers)) return Brace::initializer;
  if (head.find(')') == std::string::npos) return Brace::initializer;
  return matches(head, kFunctionHead) ? Brace::function : Brace::initializer;
}

/// The position of the brace that closes the one at `open`; npos when there is none.
std::size_t closing(const std::string& code, std::size_t open) {
  int depth = 0;
  for (std::size_t i = open; i < code.size(); ++i) {
    if (code[i] == '{') ++depth;
    if (code[i] == '}' && --depth == 0) return i;
  }
  return std::string::npos;
}

}  // namespace

Functions find_functions(const Source& source) {
  const std::string& code = source.code;
  Functions found;
  std::string head;
  std::vector<std::size_t> scopes;
  for (std::size_t i = 0; i < code.size(); ++i) {
    if (code[i] == ';' || code[i] == '}') {
      if (code[i] == '}' && scopes.empty()) {
        found.unbalanced = line_of(code, i);
        return found;
      }
      if (code[i] == '}') scopes.pop_back();
      head.clear();
    } else if (code[i] == '{') {
      const Brace brace = classify(head);
      const std::size_t end = closing(code, i);
      if (end == std::string::npos) {
        found.unbalanced = line_of(code, i);
        return found;
      }
      if (brace == Brace::scope) {
        scopes.push_back(i);
        head.clear();
        continue;
      }
      const std::size_t first = line_of(code, i), last = line_of(code, end);
      if (brace == Brace::function) {
        found.bodies.push_back({first, last - first + 1});
        head.clear();
      } else {
        head += "()";
      }
      i = end;
    } else if (std::isspace(static_cast<unsigned char>(code[i])) == 0) {
      head += code[i];
    } else if (!head.empty() && head.back() != ' ') {
      head += ' ';
    }
  }
  if (!scopes.empty()) found.unbalanced = line_of(code, scopes.back());
  return found;
}

}  // namespace house
