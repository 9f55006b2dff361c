// Walks the path; what stands at each step says how the next word is meant.
#include "config/override.hpp"

#include <fmt/format.h>

#include <map>

#include "config/merge.hpp"
#include "config/override_path.hpp"
#include "config/words.hpp"
#include "suggest.hpp"

namespace backplane::config {

namespace {

/// Where the walk has come.
struct Position {
  Node* node = nullptr;
  Spot spot = Spot::root;
  std::string section;     ///< whose siblings stand here
  Node* parent = nullptr;  ///< of `node`, to remove it from
  std::string key;         ///< of `node` in its parent map
};

/// What a list's items may be called: their names, or type and position, or type alone.
std::multimap<std::string, std::size_t> item_names(Node& list,
                                                   const Siblings& siblings) {
  std::multimap<std::string, std::size_t> names;
  std::map<std::string, std::size_t> unnamed;
  for (std::size_t i = 0; i < list.items.size(); ++i) {
    Node& item = list.items[i];
    const Entry* tag = component_in(item, siblings);
    const std::string type = item.is_scalar() ? item.text
                             : tag != nullptr ? tag->key
                                              : "";
    const Node* name = item.find("name");
    if (name != nullptr && name->is_scalar())
      names.emplace(name->text, i);
    else
      names.emplace(type + std::to_string(unnamed[type]++), i);
    names.emplace(type, i);
  }
  return names;
}

class Walker {
 public:
  Walker(Node& root, Diagnostics& diagnostics) : diagnostics_(diagnostics) {
    at_.node = &root;
  }

  bool step(const Segment& segment) {
    if (segment.index) return item(segment, *segment.index);
    switch (at_.spot) {
      case Spot::root:
        return section(segment);
      case Spot::component:
        return component(segment);
      case Spot::components:
        return named_item(segment);
      case Spot::model:
        return model(segment);
      case Spot::parameters:
      case Spot::variables:
      case Spot::plain:
        break;
    }
    return key(segment);
  }

  void assign(const Node& value) {
    const Siblings& siblings = siblings_of(at_.section);
    if (value.is_null()) {
      remove();
    } else if (at_.spot == Spot::component && !at_.node->is_null()) {
      merge_components(*at_.node, value, siblings);
    } else {
      merge_values(*at_.node, value);
    }
  }

 private:
  bool nowhere(const Segment& segment, std::string message, std::string label) {
    diagnostics_.add("E0119", std::move(message), segment.place, std::move(label));
    return false;
  }

  bool descend(const Segment& segment, Entry& entry, Spot spot) {
    const std::string section = at_.spot == Spot::root        ? entry.key
                                : at_.spot == Spot::component ? ""
                                                              : at_.section;
    at_ = {&entry.value, spot, spot == Spot::parameters ? "" : section, at_.node,
           entry.key};
    if (entry.value.is_null()) entry.value.place = segment.place;
    return true;
  }

  bool into_map(const Segment& segment) {
    Node& node = *at_.node;
    if (node.is_null()) node.kind = Node::Kind::map;
    if (node.is_map()) return true;
    return nowhere(segment,
                   fmt::format("there is no '{}' in {}", segment.key, shown(node)),
                   "set the whole value instead");
  }

  bool section(const Segment& segment) {
    if (segment.key == "extends")
      return nowhere(segment, "'extends' cannot be overridden", "name it in the file");
    Entry& entry = find_or_add(*at_.node, segment.key, segment.place);
    return descend(segment, entry, spot_below(Spot::root, segment.key, entry.value));
  }

  bool key(const Segment& segment) {
    if (at_.node->is_list())
      return nowhere(segment,
                     fmt::format("'{}' names no item of this list", segment.key),
                     "write the item's number, such as [0]");
    if (!into_map(segment)) return false;
    if (at_.spot == Spot::variables && at_.node->find(segment.key) == nullptr) {
      std::vector<std::string> names;
      for (const Entry& e : at_.node->entries) names.push_back(e.key);
      return nowhere(segment, fmt::format("no variable is called '{}'", segment.key),
                     did_you_mean(segment.key, names));
    }
    Entry& entry = find_or_add(*at_.node, segment.key, segment.place);
    return descend(segment, entry, spot_below(at_.spot, segment.key, entry.value));
  }

  bool component(const Segment& segment) {
    const Siblings& siblings = siblings_of(at_.section);
    make_component_map(*at_.node);
    if (!into_map(segment)) return false;
    Entry* tag = component_in(*at_.node, siblings);
    // A source's parameter that may stand beside it, where the file has it inside.
    const bool inside = at_.section == "data" && tag != nullptr &&
                        tag->value.find(segment.key) != nullptr;
    if (contains(siblings, segment.key) && !inside) {
      Entry& entry = find_or_add(*at_.node, segment.key, segment.place);
      return descend(segment, entry,
                     spot_below(Spot::component, segment.key, entry.value));
    }
    if (tag == nullptr || tag->key == segment.key) {
      Entry& entry = find_or_add(*at_.node, segment.key, segment.place);
      return descend(segment, entry, Spot::parameters);
    }
    descend(segment, *tag, Spot::parameters);  // its key may be left out
    make_parameters(*at_.node);
    return key(segment);
  }

  bool model(const Segment& segment) {
    if (at_.node->is_map()) {
      Entry& layers = find_or_add(*at_.node, "layers", segment.place);
      at_ = {&layers.value, Spot::components, "model", at_.node, "layers"};
    } else {
      at_.spot = Spot::components;
    }
    return segment.key == "layers" || named_item(segment);
  }

  bool named_item(const Segment& segment) {
    if (segment.key.empty() || !at_.node->is_list())
      return nowhere(segment, fmt::format("'{}' names no item here", segment.key), {});
    const auto names = item_names(*at_.node, siblings_of(at_.section));
    const auto [first, last] = names.equal_range(segment.key);
    const auto found = std::distance(first, last);
    if (found == 1) return take_item(first->second);
    std::vector<std::string> known;
    for (const auto& [name, index] : names)
      if (names.count(name) == 1) known.push_back(name);
    if (found > 1)
      return nowhere(segment,
                     fmt::format("{} items are called '{}'", found, segment.key),
                     "name one, or write its number in brackets");
    return nowhere(segment, fmt::format("no item is called '{}'", segment.key),
                   did_you_mean(segment.key, known));
  }

  bool item(const Segment& segment, std::size_t index) {
    if (at_.spot == Spot::model) {
      Segment layers = segment;
      layers.key = "layers";
      model(layers);
    }
    if (!at_.node->is_list())
      return nowhere(segment, fmt::format("{} has no items", shown(*at_.node)),
                     "expects a list");
    if (index >= at_.node->items.size())
      return nowhere(segment,
                     fmt::format("the list has {} items", at_.node->items.size()),
                     "items are counted from 0");
    return take_item(index);
  }

  bool take_item(std::size_t index) {
    const bool components = at_.spot == Spot::components;
    Node* list = at_.node;
    at_ = {&list->items[index],
           components ? Spot::component : Spot::plain,
           components ? at_.section : "",
           list,
           {}};
    return true;
  }

  void remove() {
    if (at_.parent == nullptr) return;
    if (at_.parent->is_list())
      at_.parent->items.erase(at_.parent->items.begin() +
                              (at_.node - at_.parent->items.data()));
    else
      erase_key(*at_.parent, at_.key);
  }

  Position at_;
  Diagnostics& diagnostics_;
};

}  // namespace

void apply_override(Node& root, const std::string& set, Diagnostics& diagnostics) {
  const auto override = parse_override(set, diagnostics);
  if (!override) return;
  Walker walker(root, diagnostics);
  for (const Segment& segment : override->path)
    if (!walker.step(segment)) return;
  walker.assign(override->value);
}

}  // namespace backplane::config
