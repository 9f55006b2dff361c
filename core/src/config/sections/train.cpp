// train: how long, how, and when to stop early.
#include <fmt/format.h>

#include "config/scalar.hpp"
#include "config/sections/sections.hpp"
#include "described.hpp"

namespace backplane::config {

namespace {

void read_length(Keys& keys, const Node& train, Diagnostics& diagnostics,
                 TrainJob& job) {
  const Entry* epochs = train.entry("epochs");
  const Entry* steps = train.entry("steps");
  if (epochs != nullptr && steps != nullptr) {
    Error& error = diagnostics.add("E0218", "'train' is given both epochs and steps",
                                   steps->key_place, "keep one");
    error.notes.push_back({epochs->key_place, "the other"});
  }
  std::int64_t amount = static_cast<std::int64_t>(job.length.amount);
  keys.integer("epochs", amount, 1);
  if (epochs != nullptr) job.length.place = epochs->value.place;
  if (steps != nullptr) {
    job.length.unit = Duration::Unit::steps;
    job.length.place = steps->value.place;
  }
  keys.integer("steps", amount, 1);
  job.length.amount = static_cast<double>(amount);
}

/// `stop_early: 5` is `stop_early: {patience: 5}`.
void read_stop_early(const Entry& entry, Diagnostics& diagnostics, TrainJob& job) {
  StopEarly stop;
  stop.place = entry.key_place;
  if (entry.value.is_scalar()) {
    Node map;
    map.kind = Node::Kind::map;
    map.entries.push_back({"patience", entry.key_place, entry.value});
    Keys(map, "'stop_early'", diagnostics).integer("patience", stop.patience, 1);
  } else {
    Keys keys(entry.value, "'stop_early'", diagnostics);
    keys.text("metric", stop.metric);
    if (const Node* metric = entry.value.find("metric")) stop.place = metric->place;
    keys.integer("patience", stop.patience, 1);
    keys.boolean("restore_best", stop.restore_best);
    keys.finish();
  }
  job.stop_early = std::move(stop);
}

/// `average: {ema: 0.999}` is `average: {ema: {decay: 0.999}}`.
void read_average(const Node& node, Diagnostics& diagnostics, TrainJob& job) {
  Keys keys(node, "'average'", diagnostics);
  const Node* ema = keys.take("ema");
  keys.finish();
  if (ema == nullptr) {
    if (node.is_map())
      diagnostics.add("E0202", "'average' does not say how", node.place,
                      "write {ema: 0.999}");
    return;
  }
  Node map = *ema;
  if (ema->is_scalar()) {
    map = {};
    map.kind = Node::Kind::map;
    map.entries.push_back({"decay", ema->place, *ema});
  }
  AverageJob average;
  Keys how(map, "'ema'", diagnostics);
  if (const Node* decay = how.take("decay")) {
    const ParamSpec spec =
        within(real_param("decay", average.decay, {}, BACKPLANE_PF_MAX_EXCL), 0, 1);
    if (const auto value = read_value(*decay, spec, "'ema'", {}, diagnostics))
      average.decay = value->f;
  }
  how.boolean("warmup", average.warmup);
  how.finish();
  job.average = average;
}

}  // namespace

void read_train(const Entry& train, const Reader& reader, TrainJob& job) {
  job.place = train.key_place;
  Keys keys(train.value, "'train'", reader.diagnostics);
  read_length(keys, train.value, reader.diagnostics, job);
  keys.integer("accumulate", job.accumulate, 1);
  keys.real("clip_norm", job.clip_norm, 0);
  if (const Node* average = keys.take("average"))
    read_average(*average, reader.diagnostics, job);
  if (keys.take("stop_early") != nullptr)
    read_stop_early(*train.value.entry("stop_early"), reader.diagnostics, job);
  keys.text("init", job.init);
  if (!job.init.empty()) {
    job.init_place = train.value.find("init")->place;
    job.init = resolved_path(job.init, job.init_place);
  }
  keys.finish();
}

}  // namespace backplane::config
