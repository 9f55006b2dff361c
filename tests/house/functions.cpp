// A brace opens a scope, a function body or an initializer: the text before it tells
// which.

#include "functions.hpp"

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

bool matches(const std::string& text, const char* pattern) {
  return std::regex_search(text, std::regex(pattern));
}

/// `: a_(1), b_` : a member's initializer opens, not yet the constructor's body.
bool in_member_initializers(const std::string& head) {
  return matches(head, R"(\)[^()?:]*:[^:])") && matches(head, R"([\w>]\s*$)") &&
         !matches(head, R"(\?)");
}

Brace classify(const std::string& text) {
  const std::string head = without_templates(text);
  if (matches(head, R"(\bnamespace\b)") || matches(head, R"(\bextern\s*"\s*"\s*$)"))
    return Brace::scope;
  if (matches(head, R"(\b(class|struct|union|enum)\b[^()=]*$)")) return Brace::scope;
  if (matches(head, R"(\b(class|struct|union)\s+alignas\b[^=]*$)")) return Brace::scope;
  if (in_member_initializers(head)) return Brace::initializer;
  if (head.find(')') == std::string::npos) return Brace::initializer;
  return matches(head, R"((\)|\]|[\w>&*])\s*$)") ? Brace::function : Brace::initializer;
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
    } else {
      head += code[i];
    }
  }
  if (!scopes.empty()) found.unbalanced = line_of(code, scopes.back());
  return found;
}

}  // namespace house
