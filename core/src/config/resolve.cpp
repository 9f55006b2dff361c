// A job as a file again: sections in reading order, parameters in table order.
#include "config/resolve.hpp"

#include <algorithm>
#include <filesystem>

#include "config/resolve_nodes.hpp"
#include "config/scalar.hpp"
#include "config/sections/sections.hpp"

namespace backplane::config {

namespace {

Node chain_node(const std::vector<Bound>& chain) {
  Node list = list_node();
  for (const Bound& each : chain) list.items.push_back(component_node(each));
  return list;
}

/// A source's list of files, or of facts of them, as it was written: by name, or the
/// one value alone.
void put_names_back(Node& list, const std::vector<ArrayName>& names) {
  if (!list.is_list() || list.items.empty()) return;
  if (names.empty()) {
    Node only = std::move(list.items.front());
    list = std::move(only);
    return;
  }
  Node map = map_node();
  for (std::size_t i = 0; i < names.size(); ++i)
    put(map, names[i].name,
        i < list.items.size() ? std::move(list.items[i]) : text_node("0"));
  list = std::move(map);
}

Node data_node(const DataJob& data) {
  Node node = component_map(data.source);
  if (!node.entries.empty() && names_arrays(*data.source.part))
    for (Entry& e : node.entries.front().value.entries)
      put_names_back(e.value, e.key.ends_with("inputs") || e.key == "vocab"
                                  ? data.inputs
                                  : data.targets);
  if (data.validation_fraction > 0)
    put(node, "validation", number_text(data.validation_fraction));
  else
    put(node, "validation", data.validation_count);
  put(node, "batch", data.batch);
  put(node, "shuffle", data.shuffle);
  Node transforms = map_node();
  for (std::size_t i = 0; data.inputs.size() > 1 && i < data.inputs.size(); ++i)
    put(transforms, data.inputs[i].name, chain_node(data.transforms_of(i)));
  if (data.inputs.size() < 2) transforms = chain_node(data.transforms_of(0));
  put(node, "transform", std::move(transforms));
  if (data.augments.empty()) return node;
  Node augments = chain_node(data.augments);
  if (data.inputs.size() > 1) {
    Node named = map_node();
    put(named, data.inputs[data.augmented].name, std::move(augments));
    augments = std::move(named);
  }
  put(node, "augment", std::move(augments));
  return node;
}

/// A single loss as it is, several as a list with all that stands beside them.
Node loss_node(const Job& job) {
  if (job.losses.empty()) return {};
  const LossJob& first = job.losses.front();
  if (job.losses.size() == 1 && first.of.empty() && first.weight == 1 &&
      job.data.targets.empty() && first.name == first.part.id())
    return component_node(first.part);
  Node list = list_node();
  for (const LossJob& loss : job.losses) {
    Node node = component_map(loss.part);
    put(node, "name", loss.name);
    if (!loss.of.empty() && loss.item >= 0)
      put(node, "of", job.model[static_cast<std::size_t>(loss.item)].name);
    if (!job.data.targets.empty())
      put(node, "target", job.data.targets[loss.target].name);
    put(node, "weight", number_text(loss.weight));
    list.items.push_back(std::move(node));
  }
  return list;
}

Node metric_node(const Job& job, const MetricJob& metric) {
  if (job.losses.size() < 2) return component_node(metric.part);
  Node node = component_map(metric.part);
  put(node, "of", job.losses[metric.loss].name);
  return node;
}

Node train_node(const TrainJob& train) {
  Node node = map_node();
  put(node, train.length.unit == Duration::Unit::steps ? "steps" : "epochs",
      static_cast<std::int64_t>(train.length.amount));
  put(node, "accumulate", train.accumulate);
  put(node, "clip_norm", number_text(train.clip_norm));
  if (train.average) {
    Node ema = map_node(), average = map_node();
    put(ema, "decay", number_text(train.average->decay));
    put(ema, "warmup", train.average->warmup);
    put(average, "ema", std::move(ema));
    put(node, "average", std::move(average));
  }
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

Node sample_node(const SampleJob& sample) {
  Node node = map_node();
  put(node, "every", duration_text(sample.every));
  Node prompt = text_node(sample.prompt);
  prompt.quoted = true;
  put(node, "prompt", std::move(prompt));
  put(node, "tokens", sample.tokens);
  put(node, "temperature", number_text(sample.temperature));
  put(node, "top_k", sample.top_k);
  put(node, "top_p", number_text(sample.top_p));
  put(node, "seed", sample.seed);
  return node;
}

Node run_nodes(const Job& job, Node root) {
  Node metrics = list_node(), schedule = list_node();
  for (const MetricJob& metric : job.metrics)
    metrics.items.push_back(metric_node(job, metric));
  put(root, "metrics", std::move(metrics));
  put(root, "optimizer", optimizer_node(job));
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
  if (job.sample) put(root, "sample", sample_node(*job.sample));
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
  put(root, "model", model_node(job));
  put(root, "loss", loss_node(job));
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
