#pragma once
// An experiment: a configuration that was read, typed, checked against the data's
// headers and planned. What check stops at, and what all else starts from.

#include <memory>
#include <string>
#include <vector>

#include "backplane/runtime.hpp"
#include "config/job.hpp"
#include "data/dataset.hpp"
#include "plan/network_plan.hpp"
#include "plan/update_plan.hpp"
#include "train/metric.hpp"
#include "train/schedule.hpp"

namespace backplane::train {

struct Experiment {
  config::Config config;
  config::Job job;
  data::DataHeader header;
  plan::NetworkPlan plan;
  plan::UpdatePlan update;
  double lr = 0;  ///< what the schedule starts from
  Schedule schedule;
  Clock clock;

  [[nodiscard]] std::vector<MetricTask> metric_tasks() const;  ///< by head
};

struct AssembleOptions {
  bool allow_plugins = false;
  bool float64 = false;      ///< whatever the configuration says: gradcheck and trace
  std::string vocabulary{};  ///< of the model that is to read the text; "": its own
};

/// All mistakes of the configuration at once, in the order of their places.
Result<Experiment> assemble(Runtime& runtime, config::Config config,
                            const AssembleOptions& options);

/// What `classes` and `vocab` stand for: of the one target of labels, of the one input
/// of ids; unknown where there are several.
config::DataSizes data_sizes(const data::DataHeader& header);

/// Batches and steps of an epoch of `examples`.
std::uint64_t steps_per_epoch(const config::Job& job, std::int64_t examples);

/// The examples that training steps over: the whole set less the validation part.
inline bool has_validation(const Experiment& e) {
  return e.header.validation > 0;
}

}  // namespace backplane::train
