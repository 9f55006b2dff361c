// A job as a file again: sections in reading order, parameters in table order.
#include "config/resolve.hpp"

#include <cmath>
#include <filesystem>

#include "config/scalar.hpp"
#include "config/sections/sections.hpp"

namespace backplane::config {

namespace {

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

std::string integer_text(std::int64_t value, const ParamSpec& spec) {
  const std::string* word = spec.word(value);
  return word != nullptr ? *word : std::to_string(value);
}

/// Null for what no text can say: a default that is no number.
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
    case ParamType::reals:
      for (const double v : value.fs) list.items.push_back(text_node(number_text(v)));
      return list;
  }
  return {};
}

Node params_node(const Bound& bound) {
  Node params = map_node();
  for (std::size_t i = 0; i < bound.values.size(); ++i) {
    const ParamSpec& spec = bound.part->params[i];
    Node value = value_node(bound.values[i], spec);
    if (!value.is_null()) put(params, spec.name, std::move(value));
  }
  return params;
}

Node component_node(const Bound& bound) {
  if (bound.part == nullptr) return {};
  Node params = params_node(bound);
  if (params.entries.empty()) return text_node(bound.id());
  Node node = map_node();
  put(node, bound.id(), std::move(params));
  return node;
}

/// As a map even without parameters, for siblings to stand in.
Node component_map(const Bound& bound) {
  Node node = map_node();
  if (bound.part == nullptr) return node;
  Node params = params_node(bound);
  put(node, bound.id(), params.entries.empty() ? Node{} : std::move(params));
  return node;
}

Node data_node(const DataJob& data) {
  Node node = component_map(data.source);
  if (data.validation_fraction > 0)
    put(node, "validation", number_text(data.validation_fraction));
  else
    put(node, "validation", data.validation_count);
  put(node, "batch", data.batch);
  put(node, "shuffle", data.shuffle);
  Node transforms = list_node();
  for (const Bound& t : data.transforms) transforms.items.push_back(component_node(t));
  put(node, "transform", std::move(transforms));
  return node;
}

Node item_node(const ItemJob& item) {
  Node node = component_map(item.part);
  if (item.part.part == nullptr) return node;
  Node& params = node.entries[0].value;
  if (item.activation) {
    params.kind = Node::Kind::map;
    put(params, "activation", component_node(*item.activation));
  }
  put(node, "name", item.name);
  if (!item.from.empty()) {
    Node from = list_node();
    for (const std::string& name : item.from) from.items.push_back(text_node(name));
    put(node, "from", std::move(from));
  }
  if (!item.init.empty()) {
    Node init = map_node();
    for (const auto& [param, bound] : item.init)
      put(init, param, component_node(bound));
    put(node, "init", std::move(init));
  }
  return node;
}

Node train_node(const TrainJob& train) {
  Node node = map_node();
  put(node, train.length.unit == Duration::Unit::steps ? "steps" : "epochs",
      static_cast<std::int64_t>(train.length.amount));
  put(node, "accumulate", train.accumulate);
  put(node, "clip_norm", number_text(train.clip_norm));
  if (train.stop_early) {
    Node stop = map_node();
    put(stop, "metric", train.stop_early->metric);
    put(stop, "patience", train.stop_early->patience);
    put(stop, "restore_best", train.stop_early->restore_best);
    put(node, "stop_early", std::move(stop));
  }
  if (!train.init.empty()) put(node, "init", train.init);
  return node;
}

Node run_nodes(const Job& job, Node root) {
  Node metrics = list_node(), schedule = list_node();
  for (const Bound& metric : job.metrics)
    metrics.items.push_back(component_node(metric));
  put(root, "metrics", std::move(metrics));
  Node optimizer = component_map(job.optimizer);
  if (!job.no_decay.empty()) {
    Node no_decay = list_node();
    for (const std::string& word : job.no_decay)
      no_decay.items.push_back(text_node(word));
    put(optimizer, "no_decay", std::move(no_decay));
  }
  put(root, "optimizer", std::move(optimizer));
  for (const SchedulePiece& piece : job.schedule) {
    Node node = component_map(piece.part);
    if (piece.length) put(node, "for", duration_text(*piece.length));
    schedule.items.push_back(std::move(node));
  }
  put(root, "schedule", std::move(schedule));
  put(root, "train", train_node(job.train));

  Node checkpoint = map_node();
  put(checkpoint, "every", duration_text(job.checkpoint.every));
  put(checkpoint, "keep", job.checkpoint.keep);
  if (!job.checkpoint.best.empty()) put(checkpoint, "best", job.checkpoint.best);
  put(root, "checkpoint", std::move(checkpoint));
  Node every = map_node(), jsonl = map_node(), log = list_node();
  put(every, "every",
      job.log.jsonl_steps
          ? duration_text(
                {static_cast<double>(job.log.jsonl_every), Duration::Unit::steps, {}})
          : std::string("1 epoch"));
  put(jsonl, "jsonl", std::move(every));
  log.items = {text_node("progress"), std::move(jsonl)};
  put(root, "log", std::move(log));
  return root;
}

void file_name_only(Node& node) {
  if (node.is_scalar() && node.text.starts_with('/'))
    node.text = std::filesystem::path(node.text).filename().string();
  for (Node& item : node.items) file_name_only(item);
  for (Entry& e : node.entries) file_name_only(e.value);
}

}  // namespace

Node resolve(const Job& job, const std::vector<PluginRequest>& plugins) {
  Node root = map_node();
  put(root, "name", job.name);
  put(root, "seed", std::to_string(job.seed));
  put(root, "precision", std::string(name_of(job.precision)));
  if (!plugins.empty()) {
    Node list = list_node();
    for (const PluginRequest& plugin : plugins) {
      Node node = map_node();
      put(node, "path", plugin.path);
      if (!plugin.sha256.empty()) put(node, "sha256", plugin.sha256);
      list.items.push_back(std::move(node));
    }
    put(root, "plugins", std::move(list));
  }
  put(root, "data", data_node(job.data));
  Node model = list_node();
  for (const ItemJob& item : job.model) model.items.push_back(item_node(item));
  put(root, "model", std::move(model));
  put(root, "loss", component_node(job.loss));
  return run_nodes(job, std::move(root));
}

Node without_paths(const Node& resolved) {
  Node copy = resolved;
  std::erase_if(copy.entries, [](const Entry& e) { return e.key == "plugins"; });
  for (Entry& section : copy.entries) {
    if (section.key == "data" && !section.value.entries.empty())
      file_name_only(section.value.entries[0].value);
    if (section.key == "train")
      std::erase_if(section.value.entries,
                    [](const Entry& e) { return e.key == "init"; });
  }
  return copy;
}

}  // namespace backplane::config
