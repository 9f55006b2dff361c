// Words for messages.
#include "config/words.hpp"

#include <fmt/format.h>

#include "config/source.hpp"

namespace backplane::config {

std::string comma_list(const std::vector<std::string>& words) {
  return fmt::format("{}", fmt::join(words, ", "));
}

std::string shown(const Node& node) {
  constexpr std::size_t kLongest = 60;
  switch (node.kind) {
    case Node::Kind::null:
      return "nothing";
    case Node::Kind::list:
      return "a list";
    case Node::Kind::map:
      return "a map";
    case Node::Kind::scalar:
      break;
  }
  const std::string mark = node.quoted ? "\"" : "'";
  if (node.text.size() <= kLongest) return mark + node.text + mark;
  const std::string_view head = std::string_view(node.text).substr(0, kLongest);
  return mark + std::string(head.substr(0, valid_utf8(head))) + "…" + mark;
}

std::string with_article(const std::string& noun) {
  const bool vowel = !noun.empty() &&
                     std::string_view("aeiou").find(noun[0]) != std::string_view::npos;
  return (vowel ? "an " : "a ") + noun;
}

void add_all(const Error& error, Diagnostics& diagnostics) {
  Error single = error;
  single.also.clear();
  diagnostics.add(std::move(single));
  for (const Error& other : error.also) add_all(other, diagnostics);
}

Error make_error(std::string code, std::string message, Place place,
                 std::string label) {
  return {std::move(code),
          std::move(message),
          std::move(place),
          std::move(label),
          {},
          {},
          {}};
}

}  // namespace backplane::config
