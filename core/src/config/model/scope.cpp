// Names of items, from the inside out.
#include "config/model/scope.hpp"

#include <algorithm>

namespace backplane::config {

namespace {

void add_names(const Scope& scope, std::vector<std::string>& known) {
  for (const auto& entry : scope.names) known.push_back(entry.first);
}

/// Cuts the first word off `path`, and its dot.
std::string_view take_word(std::string_view& path) {
  const std::size_t dot = path.find('.');
  const std::string_view word = path.substr(0, dot);
  path.remove_prefix(dot == std::string_view::npos ? path.size() : dot + 1);
  return word;
}

const Scope::Name* named_in(const Scope& scope, std::string_view word) {
  const auto found = scope.names.find(word);
  return found == scope.names.end() ? nullptr : &found->second;
}

}  // namespace

Way find_name(const Scope& scope, const Scope& top, std::string_view path) {
  const bool absolute = path.starts_with('.');
  if (absolute) path.remove_prefix(1);
  Way way;
  way.lost = take_word(path);
  const Scope* place = absolute ? &top : &scope;
  for (; place != nullptr && way.name == nullptr; place = place->outer) {
    way.name = named_in(*place, way.lost);
    if (way.name == nullptr) add_names(*place, way.known);
  }
  while (way.name != nullptr && !path.empty()) {
    const Scope* inside = way.name->inside;
    way.lost = take_word(path);
    way.known.clear();
    way.name = inside == nullptr ? nullptr : named_in(*inside, way.lost);
    if (way.name == nullptr && inside != nullptr) add_names(*inside, way.known);
  }
  return way;
}

bool good_name(std::string_view name) {
  const auto letter = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
  };
  if (name.empty() || !letter(name[0])) return false;
  return std::all_of(name.begin(), name.end(), [&](char c) {
    return letter(c) || (c >= '0' && c <= '9') || c == '-';
  });
}

}  // namespace backplane::config
