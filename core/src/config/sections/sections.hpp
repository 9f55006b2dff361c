#pragma once
// The sections of a job, one file each; job.cpp calls them in reading order.

#include "config/component.hpp"
#include "config/job.hpp"
#include "config/sections/keys.hpp"

namespace backplane::config {

/// What every section reads with.
struct Reader {
  const Config& config;
  const Registry& registry;
  const DataSizes& sizes;
  Diagnostics& diagnostics;
};

void read_data(const Entry& data, const Config& config, Diagnostics& diagnostics,
               DataJob& job);
/// Pre: the data was read. Leaves the items that the losses judge to read_model().
void read_losses(const Node& loss, const Reader& reader, Job& job);
/// Pre: data and losses were read.
void read_model(const Entry& model, const Reader& reader, Job& job);
/// Pre: the losses were read.
void read_metrics(const Node& metrics, Diagnostics& diagnostics, Job& job);
void read_optimizer(const Entry& optimizer, const Reader& reader, Job& job);
void read_schedule(const Node& schedule, Diagnostics& diagnostics,
                   std::vector<SchedulePiece>& pieces);
void read_train(const Entry& train, const Reader& reader, TrainJob& job);
void read_checkpoint(const Entry& checkpoint, Diagnostics& diagnostics,
                     CheckpointJob& job);
void read_log(const Node& log, Diagnostics& diagnostics, LogJob& job);
void read_sample(const Entry& sample, Diagnostics& diagnostics,
                 std::optional<SampleJob>& job);
/// The names in `stop_early`, `best` and a schedule's pieces: of a metric of this job,
/// and measurable.
void check_metric_names(const Job& job, Diagnostics& diagnostics);

/// A plugin's part, its parameters, and its rules over several of them.
std::optional<Bound> bind_plugged(const Node& node, const Choices& choices,
                                  const Reader& reader);
void check_rules(const Bound& bound, const Registry& registry,
                 Diagnostics& diagnostics);
/// Takes names out of a source's parameters: `inputs: {image: a.npy, meta: b.npy}`
/// becomes `inputs: [a.npy, b.npy]`, and what is said by name a list in their order.
void take_names(Node& parameters, Diagnostics& diagnostics, DataJob& job);
/// Whether a data source has arrays that maps may name.
[[nodiscard]] bool names_arrays(const Described& source);
/// The one of that name. Errors: E0241, none is called so. `what`: "input", "target".
std::optional<std::size_t> find_named(const std::vector<ArrayName>& names,
                                      const std::string& name, const char* what,
                                      const Place& place, Diagnostics& diagnostics);
/// A scalar or a map as a list of one.
[[nodiscard]] std::vector<Node> as_list(const Node& node);
/// `path` as an absolute one: from the folder of the file that says it, or from the
/// working directory when the command line does.
[[nodiscard]] std::string resolved_path(const std::string& path, const Place& place);

}  // namespace backplane::config
