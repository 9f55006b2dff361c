#pragma once
// A job: everything a configuration says, typed and checked against the registry and
// the core's own tables. From here on nobody reads a Node again.

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "backplane/registry.hpp"
#include "backplane/shape.hpp"
#include "config/bind.hpp"
#include "config/config.hpp"
#include "config/data_job.hpp"
#include "config/item_job.hpp"
#include "config/loss_job.hpp"
#include "config/optimizer_job.hpp"
#include "diagnostics.hpp"

namespace backplane::config {

/// "2 epochs", "500 steps", "10 min"; a fraction of the whole run as "10%".
struct Duration {
  enum class Unit { epochs, steps, seconds, fraction };
  double amount = 0;
  Unit unit = Unit::epochs;
  Place place;
};

struct StopEarly {
  std::string metric = "val.loss";
  std::int64_t patience = 5;
  bool restore_best = true;
  Place place;
};

struct TrainJob {
  Duration length{10, Duration::Unit::epochs, {}};  ///< epochs or steps
  std::int64_t accumulate = 1;
  double clip_norm = 0;  ///< 0: off
  std::optional<AverageJob> average;
  std::optional<StopEarly> stop_early;
  std::string init;  ///< safetensors file of starting weights, resolved; "": none
  Place place, init_place;
};

struct CheckpointJob {
  Duration every{1, Duration::Unit::epochs, {}};
  std::int64_t keep = 2;
  std::string best;  ///< "val.accuracy"; "": none
  Place place, best_place;
};

/// Texts that a model of text writes while it is trained.
struct SampleJob {
  Duration every{1, Duration::Unit::epochs, {}};  ///< whole epochs or steps
  std::string prompt = "\n";
  std::int64_t tokens = 200, top_k = 0, seed = 0;
  double temperature = 1, top_p = 1;
  Place place, prompt_place;
};

struct LogJob {
  bool jsonl_steps = false;  ///< a line every `jsonl_every` steps as well
  std::int64_t jsonl_every = 1;
};

/// One piece of the learning-rate schedule, and how long it lasts; no length: the rest.
struct SchedulePiece {
  Bound part;
  std::optional<Duration> length;
};

struct Job {
  std::string name;
  std::uint64_t seed = 0;
  DType precision = DType::f32;
  DataJob data;
  std::vector<ItemJob> model;        ///< each after those whose outputs it takes
  std::vector<ItemTree> model_tree;  ///< the same, nested
  std::vector<LossJob> losses;
  bool losses_known = true;  ///< they and what they judge were read without a mistake
  std::vector<MetricJob> metrics;
  Bound optimizer;
  std::vector<Pattern> no_decay;  ///< what weight decay and l1 leave out
  std::vector<Pattern> freeze;    ///< what is not trained
  std::vector<GroupJob> groups;   ///< the first that matches a parameter has it
  double l1 = 0;                  ///< penalty on |w|
  Decay decay = Decay::own;
  std::vector<SchedulePiece> schedule;
  TrainJob train;
  CheckpointJob checkpoint;
  LogJob log;
  std::optional<SampleJob> sample;
  Node resolved;  ///< the whole, with every default that was taken
};

/// The `plugins:` section alone: paths made absolute, for loading before the rest is
/// read.
struct PluginRequest {
  std::string path, sha256;
  Place place;
};
Result<std::vector<PluginRequest>> plugin_requests(const Config& config);

/// Types the whole configuration. Every mistake is added to `diagnostics`; what could
/// be read is returned all the same, so that shapes can be checked in the same pass.
Job read_job(const Config& config, const Registry& registry, const DataSizes& sizes,
             Diagnostics& diagnostics);
/// The `data:` section alone, to ask the data for its sizes before the rest is read.
DataJob read_data_job(const Config& config, Diagnostics& diagnostics);

/// `Job::resolved` for a model file: data paths are file names, no plugins, no
/// `train.init`, so that it says nothing of this machine.
[[nodiscard]] Node without_paths(const Node& resolved);

}  // namespace backplane::config
