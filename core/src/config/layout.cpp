// The sections that hold components.
#include "config/layout.hpp"

#include <algorithm>
#include <map>

namespace backplane::config {

const Siblings& siblings_of(std::string_view key) {
  static const std::map<std::string_view, Siblings> beside = {
      {"data",
       {"validation", "batch", "transform", "augment", "shuffle", "tokenizer",
        "context", "stateful"}},
      {"model", {"name", "from", "init", "repeat", "share", "freeze", "lr"}},
      {"optimizer", {"no_decay", "freeze", "groups", "l1", "decay"}},
      {"schedule", {"for"}},
      {"loss", {"of", "target", "weight", "name"}},
      {"metrics", {"of"}},
  };
  static const Siblings none;
  const auto found = beside.find(key);
  return found != beside.end() ? found->second : none;
}

Spot spot_below(Spot spot, std::string_view key, const Node& value) {
  if (spot == Spot::root) {
    if (key == "data" || key == "optimizer") return Spot::component;
    if (key == "loss" || key == "schedule" || key == "metrics" || key == "log")
      return value.is_list() ? Spot::components : Spot::component;
    if (key == "model") return Spot::model;
    if (key == "vars") return Spot::variables;
    return Spot::plain;
  }
  if (spot == Spot::component && (key == "transform" || key == "augment"))
    return Spot::components;
  if (spot == Spot::parameters && key == "activation") return Spot::component;
  return Spot::plain;
}

Entry* component_in(Node& node, const Siblings& siblings) {
  for (Entry& e : node.entries)
    if (!contains(siblings, e.key) && !e.key.starts_with("x-")) return &e;
  return nullptr;
}

bool contains(const Siblings& siblings, std::string_view key) {
  return std::find(siblings.begin(), siblings.end(), key) != siblings.end();
}

}  // namespace backplane::config
