// The summary: the plan and the memory plan as tables.
#include "backplane/inspect.hpp"
#include "plan/memory_plan.hpp"
#include "plugin/runtime_access.hpp"
#include "train/experiment.hpp"

namespace backplane {
namespace {

using train::Experiment;

std::string init_text(const plan::TensorPlan& tensor) {
  if (tensor.chosen) return tensor.chosen->id();
  return tensor.init;
}

void add_rows(const plan::NetworkPlan& plan, Summary& summary) {
  const auto shape = [&](int v) {
    return to_string(plan.values[static_cast<std::size_t>(v)].shape, 1);
  };
  for (const int input : plan.inputs)
    summary.rows.push_back({plan.values[static_cast<std::size_t>(input)].name,
                            "",
                            shape(input),
                            0,
                            0,
                            {}});
  for (const plan::NodePlan& node : plan.nodes) {
    SummaryRow row{node.name, node.part,          shape(node.out.front()),
                   0,         node.multiply_adds, {}};
    for (const int p : node.params) {
      const plan::TensorPlan& param = plan.params[static_cast<std::size_t>(p)];
      if (&plan.nodes[static_cast<std::size_t>(param.node)] == &node)
        row.parameters += param.count();
      else
        row.shared.push_back(param.name);
    }
    summary.multiply_adds += row.multiply_adds;
    summary.rows.push_back(std::move(row));
  }
  for (const plan::TensorPlan& tensor : plan.params)
    summary.tensors.push_back({tensor.name, to_string(tensor.shape), init_text(tensor),
                               tensor.count(), tensor.trainable()});
}

Outcome add_memory(const Experiment& experiment, std::uint32_t workers,
                   Summary& summary) {
  plan::MemoryOptions options;
  options.rows = {experiment.job.data.batch};
  options.workers = workers;
  auto memory = plan::plan_memory(experiment.plan, options);
  if (!memory.ok()) return memory.error();
  const std::uint64_t width = size_of(experiment.plan.dtype);
  summary.weights = static_cast<std::uint64_t>(experiment.plan.param_room) * width;
  const plan::UpdatePlan& update = experiment.update;
  summary.averages = static_cast<std::uint64_t>(update.averages.room) * width;
  for (const plan::Lane& lane : update.slots)
    summary.slots += static_cast<std::uint64_t>(lane.room) * width;
  summary.activations = memory->activation_bytes;
  summary.gradients = memory->gradient_bytes;
  summary.saved = memory->saved_bytes;
  const std::uint64_t scratch = update.scratch * workers;
  summary.scratch = memory->scratch_bytes + scratch;
  summary.total =
      summary.weights + summary.slots + summary.averages + memory->total + scratch;
  return Done{};
}

}  // namespace

Result<Summary> summarize(Runtime& runtime, const std::string& path,
                          const ConfigOptions& options) {
  auto config = config::read_config(path, {options.sets, true});
  if (!config.ok()) return config.error();
  auto experiment =
      train::assemble(runtime, std::move(*config), {options.allow_plugins});
  if (!experiment.ok()) return experiment.error();
  Summary summary;
  summary.name = experiment->job.name;
  summary.precision = name_of(experiment->job.precision);
  for (const config::LossJob& loss : experiment->job.losses)
    summary.loss += (summary.loss.empty() ? "" : " + ") + loss.part.id();
  summary.optimizer = experiment->job.optimizer.id();
  summary.batch = experiment->job.data.batch;
  summary.train = experiment->header.train;
  summary.validation = experiment->header.validation;
  summary.test = experiment->header.test;
  summary.steps_per_epoch = experiment->clock.steps_per_epoch;
  summary.total_steps = experiment->clock.total_steps;
  summary.parameters = experiment->plan.trainable();
  summary.frozen = experiment->plan.frozen();
  add_rows(experiment->plan, summary);
  const auto workers = RuntimeAccess::pool(runtime).workers();
  if (auto done = add_memory(*experiment, workers, summary); !done.ok())
    return done.error();
  return summary;
}

}  // namespace backplane
