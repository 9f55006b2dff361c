// Walks the path; what stands at each step says how the next word is meant.
#include "config/override.hpp"

#include <fmt/format.h>

#include "config/item_names.hpp"
#include "config/merge.hpp"
#include "config/model/structure.hpp"
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
      case Spot::structure:
      case Spot::parallel:
      case Spot::block:
        return lists(segment);
      case Spot::branches:
        return branch(segment);
      case Spot::blocks:
        return block(segment);
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
    if (at_.section == "model" && tag != nullptr && is_structure(tag->key)) {
      const bool named = tag->key == segment.key;
      at_ = {&tag->value, tag->key == "parallel" ? Spot::parallel : Spot::structure,
             "model", at_.node, tag->key};
      return named || lists(segment);
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
    if (segment.key == "blocks" && at_.node->is_map()) {
      Entry& blocks = find_or_add(*at_.node, "blocks", segment.place);
      at_ = {&blocks.value, Spot::blocks, "model", at_.node, "blocks"};
      return into_map(segment);
    }
    return lists(segment);
  }

  bool block(const Segment& segment) {
    if (!into_map(segment)) return false;
    std::vector<std::string> known;
    for (Entry& e : at_.node->entries) {
      known.push_back(e.key);
      if (e.key != segment.key) continue;
      at_ = {&e.value, Spot::block, "model", at_.node, e.key};
      return true;
    }
    return nowhere(segment, fmt::format("no block is called '{}'", segment.key),
                   did_you_mean(segment.key, known));
  }

  /// A list of items, or a map that has it beside options.
  bool lists(const Segment& segment) {
    const bool parallel = at_.spot == Spot::parallel;
    const std::string own = parallel ? "branches" : "layers";
    const bool option = segment.key == "merge" || segment.key == "axis" ||
                        segment.key == "projection" || segment.key == "params" ||
                        segment.key == "inputs";
    if (option && at_.spot != Spot::model) {
      if (at_.node->is_list()) {  // the short form has no room for it
        Node list = std::move(*at_.node);
        *at_.node = Node{};
        at_.node->kind = Node::Kind::map;
        at_.node->place = list.place;
        at_.node->entries.push_back({own, list.place, std::move(list)});
      }
      if (!into_map(segment)) return false;
      Entry& entry = find_or_add(*at_.node, segment.key, segment.place);
      return descend(segment, entry,
                     segment.key == "merge" ? Spot::component : Spot::plain);
    }
    if (at_.node->is_map()) {
      Entry& entry = find_or_add(*at_.node, own, segment.place);
      at_ = {&entry.value, Spot::components, "model", at_.node, own};
    }
    at_.section = "model";
    at_.spot = parallel ? Spot::branches : Spot::components;
    if (segment.key == own) return true;
    if (segment.index) return item(segment, *segment.index);
    return parallel ? branch(segment) : named_item(segment);
  }

  bool branch(const Segment& segment) {
    for (std::size_t i = 0; i < at_.node->items.size(); ++i)
      if (segment.key == "branch" + std::to_string(i)) return take_item(i);
    return nowhere(
        segment, fmt::format("no branch is called '{}'", segment.key),
        fmt::format("there are {}, counted from branch0", at_.node->items.size()));
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
    if (at_.spot == Spot::component && at_.section == "model")
      if (Entry* tag = component_in(*at_.node, siblings_of("model"));
          tag != nullptr && is_structure(tag->key))
        at_ = {&tag->value, tag->key == "parallel" ? Spot::parallel : Spot::structure,
               "model", at_.node, tag->key};
    if (at_.spot == Spot::model || at_.spot == Spot::structure ||
        at_.spot == Spot::parallel || at_.spot == Spot::block)
      return lists(segment);
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
    const Spot spot = at_.spot == Spot::components ? Spot::component
                      : at_.spot == Spot::branches ? Spot::components
                                                   : Spot::plain;
    Node* list = at_.node;
    at_ = {&list->items[index], spot, spot == Spot::plain ? "" : at_.section, list, {}};
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
