// A component is a tagged union: its name is the tag, its parameters go with it.
#include "config/merge.hpp"

#include <utility>

#include "config/component.hpp"

namespace backplane::config {

namespace {

void merge_entry(Node& base, const Entry& over) {
  if (over.value.is_null()) {
    erase_key(base, over.key);
    return;
  }
  const bool ordered = base.find(kMainKey) != nullptr || over.key == kMainKey;
  for (Entry& e : base.entries) {
    if (e.key != over.key) continue;
    merge_values(e.value, over.value);
    e.key_place = over.key_place;
    if (!ordered) return;
    Entry latest = std::move(e);  // of two spellings of one parameter the latter stands
    erase_key(base, over.key);
    base.entries.push_back(std::move(latest));
    return;
  }
  base.entries.push_back(over);
}

void merge_parameters(Node& base, const Node& over) {
  if (over.is_null()) return;
  if (base.is_null()) {
    base = over;
  } else if (base.is_map() || over.is_map()) {
    Node map = over;
    make_parameters(map);
    make_parameters(base);
    for (const Entry& e : map.entries) merge_entry(base, e);
  } else {
    base = over;
  }
}

}  // namespace

void make_parameters(Node& value) {
  if (value.is_map()) return;
  Node map;
  map.kind = Node::Kind::map;
  map.place = value.place;
  const Place place = value.place;
  if (!value.is_null())
    map.entries.push_back({std::string(kMainKey), place, std::move(value)});
  value = std::move(map);
}

void make_component_map(Node& node) {
  if (!node.is_scalar()) return;
  Node map;
  map.kind = Node::Kind::map;
  map.place = node.place;
  Node none;
  none.place = node.place;
  map.entries.push_back({node.text, node.place, std::move(none)});
  node = std::move(map);
}

Entry& find_or_add(Node& map, const std::string& key, const Place& key_place) {
  for (Entry& e : map.entries)
    if (e.key == key) return e;
  Entry& added = map.entries.emplace_back();
  added.key = key;
  added.key_place = key_place;
  added.value.place = key_place;
  return added;
}

void erase_key(Node& map, std::string_view key) {
  std::erase_if(map.entries, [&](const Entry& e) { return e.key == key; });
}

void merge_values(Node& base, const Node& over) {
  if (!base.is_map() || !over.is_map()) {
    base = over;
    return;
  }
  for (const Entry& e : over.entries) merge_entry(base, e);
}

void merge_components(Node& base, const Node& over, const Siblings& siblings) {
  Node chosen = over;
  make_component_map(chosen);
  make_component_map(base);
  if (!base.is_map() || !chosen.is_map()) {
    base = over;
    return;
  }
  Entry* tag = component_in(chosen, siblings);
  for (const Entry& e : chosen.entries)
    if (tag == nullptr || e.key != tag->key) merge_entry(base, e);
  if (tag == nullptr) return;
  Entry* old = component_in(base, siblings);
  if (old != nullptr && old->key == tag->key) {
    merge_parameters(old->value, tag->value);
    old->key_place = tag->key_place;
  } else if (old != nullptr) {
    *old = *tag;
  } else {
    base.entries.insert(base.entries.begin(), *tag);
  }
}

void merge_files(Node& base, const Node& over) {
  for (const Entry& e : over.entries) {
    Node* old = nullptr;
    for (Entry& b : base.entries)
      if (b.key == e.key) old = &b.value;
    if (old == nullptr || e.value.is_null() ||
        spot_below(Spot::root, e.key, *old) != Spot::component)
      merge_entry(base, e);
    else
      merge_components(*old, e.value, siblings_of(e.key));
  }
}

}  // namespace backplane::config
