#pragma once
// One value of a configuration: its text and its place are kept; a type is applied only
// when the declared parameter is known.

#include <string>
#include <string_view>
#include <vector>

#include "backplane/error.hpp"

namespace backplane::config {

struct Entry;

/// Null, a scalar's text, a list, or a map in file order with unique keys. After
/// reading, all `$name` and `$( )` are replaced and `extends` and --set are applied.
struct Node {
  enum class Kind { null, scalar, list, map };

  Kind kind = Kind::null;
  Place place;          ///< of the value; of its key when the value is null
  std::string text;     ///< scalar: as written, quotes and escapes resolved
  bool quoted = false;  ///< scalar: was quoted, so it is a string
  std::vector<Node> items;
  std::vector<Entry> entries;

  [[nodiscard]] bool is_null() const { return kind == Kind::null; }
  [[nodiscard]] bool is_scalar() const { return kind == Kind::scalar; }
  [[nodiscard]] bool is_list() const { return kind == Kind::list; }
  [[nodiscard]] bool is_map() const { return kind == Kind::map; }
  /// nullptr when this is no map or has no such key.
  [[nodiscard]] const Node* find(std::string_view key) const;
  [[nodiscard]] const Entry* entry(std::string_view key) const;
};

struct Entry {
  std::string key;
  Place key_place;
  Node value;
};

inline const Entry* Node::entry(std::string_view key) const {
  for (const Entry& e : entries)
    if (e.key == key) return &e;
  return nullptr;
}

inline const Node* Node::find(std::string_view key) const {
  const Entry* e = entry(key);
  return e != nullptr ? &e->value : nullptr;
}

/// The tree as YAML that reads back to the same tree; maps in order, flow form for
/// small ones.
[[nodiscard]] std::string to_yaml(const Node& node);

}  // namespace backplane::config
