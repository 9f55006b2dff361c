#pragma once
// A job: everything a configuration says, typed and checked against the registry and
// the core's own tables. From here on nobody reads a Node again.

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "backplane/registry.hpp"
#include "backplane/shape.hpp"
#include "config/bind.hpp"
#include "config/config.hpp"
#include "diagnostics.hpp"

namespace backplane::config {

/// "2 epochs", "500 steps", "10 min"; a fraction of the whole run as "10%".
struct Duration {
  enum class Unit { epochs, steps, seconds, fraction };
  double amount = 0;
  Unit unit = Unit::epochs;
  Place place;
};

struct DataJob {
  Bound source;                       ///< one of the data sources' table
  std::vector<Bound> transforms;      ///< in order
  std::vector<Bound> augments;        ///< of training batches, in order
  double validation_fraction = 0;     ///< of the training set ...
  std::int64_t validation_count = 0;  ///< ... or a number of examples; both 0: none
  std::int64_t batch = 32;
  bool shuffle = true;
  std::optional<std::int64_t> ignored;  ///< a label that the loss leaves out
  std::string folder;      ///< paths in the source's parameters are relative to this
  std::string vocabulary;  ///< of a model, whose ids a text is read as; "": its own
  Place place, batch_place, validation_place;
};

/// In the place of an item's number: the network's input.
inline constexpr int kInput = -1;

/// A layer or an activation of the flat network that the model section stands for:
/// nested lists, blocks and repeats are written out, and what joins them is an item
/// too.
struct ItemJob {
  /// What the second input of a residual's join must do to have the first one's shape.
  enum class Shortcut { none, equal, project };

  Bound part;  ///< a layer or an activation of the registry
  Kind kind = Kind::layer;
  std::string name;      ///< in the whole network: "fc1", "residual0.dense1"
  std::vector<int> in;   ///< earlier items whose outputs it takes, or kInput
  int share = -1;        ///< the earlier item whose parameters it uses; -1: its own
  bool freeze = false;   ///< its parameters stay as they are
  double lr_factor = 1;  ///< on the learning rate, for its parameters
  Shortcut shortcut = Shortcut::none;
  std::optional<Bound> activation;    ///< `dense: {units: 8, activation: relu}`
  std::map<std::string, Bound> init;  ///< by parameter name, of the initializers' table
  Place place, share_place;
  std::vector<Note>
      blocks;           ///< where the blocks it stands in are used, innermost first
  bool broken = false;  ///< reported already: its shapes are not to be believed
};

/// What picks parameters: a type of item, an item, a parameter's name, or a regular
/// expression over whole names.
struct Pattern {
  std::string text;
  Place place;
};

/// Parameters that are moved in another way than the rest.
struct GroupJob {
  std::vector<Pattern> match;
  Bound optimizer;       ///< the optimizer's parameters, with what the group changes
  double lr_factor = 1;  ///< on the learning rate, which may be the group's own
  std::optional<double> l1;
  bool freeze = false;
  Place place, lr_place;
};

/// How weight decay works: as the optimizer says, through the gradient, or past it.
enum class Decay { own, l2, decoupled };

/// Averaged weights beside the trained ones: a += (1 - d) (w - a) after every step.
struct AverageJob {
  double decay = 0.999;  ///< d; with `warmup` no more than (1 + t) / (10 + t) at step t
  bool warmup = false;
};

/// The model in its nesting, as the resolved file writes it.
struct ItemTree {
  int item = -1;     ///< of Job::model: the layer, or what joins the lists; -1: nothing
  std::string word;  ///< "residual", "parallel", "sequence"; empty: a layer
  std::string name;  ///< in its list
  std::optional<std::vector<int>> from;      ///< as `in`; none: the item before
  std::vector<std::vector<ItemTree>> lists;  ///< several for "parallel"
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
  Bound loss;
  std::vector<Bound> metrics;
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
