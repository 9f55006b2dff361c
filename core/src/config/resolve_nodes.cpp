// Nodes without places: what is written was not read.
#include "config/resolve_nodes.hpp"

#include <cmath>
#include <utility>

#include "config/scalar.hpp"

namespace backplane::config {

Node text_node(std::string text) {
  Node node;
  node.kind = Node::Kind::scalar;
  node.text = std::move(text);
  return node;
}

Node map_node() {
  Node node;
  node.kind = Node::Kind::map;
  return node;
}

Node list_node() {
  Node node;
  node.kind = Node::Kind::list;
  return node;
}

void put(Node& map, std::string key, Node value) {
  map.entries.push_back({std::move(key), {}, std::move(value)});
}
void put(Node& map, std::string key, std::string text) {
  put(map, std::move(key), text_node(std::move(text)));
}
void put(Node& map, std::string key, std::int64_t value) {
  put(map, std::move(key), std::to_string(value));
}
void put(Node& map, std::string key, bool value) {
  put(map, std::move(key), std::string(value ? "true" : "false"));
}

namespace {

std::string integer_text(std::int64_t value, const ParamSpec& spec) {
  const std::string* word = spec.word(value);
  return word != nullptr ? *word : std::to_string(value);
}

}  // namespace

Node value_node(const Value& value, const ParamSpec& spec) {
  Node list = list_node();
  switch (spec.type) {
    case ParamType::boolean:
      return text_node(value.i != 0 ? "true" : "false");
    case ParamType::integer:
      return text_node(integer_text(value.i, spec));
    case ParamType::real:
      return std::isfinite(value.f) ? text_node(number_text(value.f)) : Node{};
    case ParamType::string:
    case ParamType::component:
      return text_node(value.s);
    case ParamType::choice: {
      const auto index = static_cast<std::size_t>(value.i);
      return index < spec.choices.size() ? text_node(spec.choices[index]) : Node{};
    }
    case ParamType::integers:
      for (const std::int64_t v : value.is)
        list.items.push_back(text_node(integer_text(v, spec)));
      return list;
    case ParamType::strings:
      for (const std::string& v : value.ss) list.items.push_back(text_node(v));
      return list;
    case ParamType::reals:
      for (const double v : value.fs) list.items.push_back(text_node(number_text(v)));
      return list;
  }
  return {};
}

namespace {

Node params_node(const Bound& bound) {
  Node params = map_node();
  for (std::size_t i = 0; i < bound.values.size(); ++i) {
    const ParamSpec& spec = bound.part->params[i];
    Node value = value_node(bound.values[i], spec);
    if (!value.is_null()) put(params, spec.name, std::move(value));
  }
  return params;
}

}  // namespace

Node component_node(const Bound& bound) {
  if (bound.part == nullptr) return {};
  Node params = params_node(bound);
  if (params.entries.empty()) return text_node(bound.id());
  Node node = map_node();
  put(node, bound.id(), std::move(params));
  return node;
}

Node component_map(const Bound& bound) {
  Node node = map_node();
  if (bound.part == nullptr) return node;
  Node params = params_node(bound);
  put(node, bound.id(), params.entries.empty() ? Node{} : std::move(params));
  return node;
}

}  // namespace backplane::config
