// Config + registry + data headers -> Experiment, collecting every mistake on the way.
#include "train/experiment.hpp"

#include <algorithm>
#include <cmath>

#include "backplane/component.hpp"
#include "plugin/load.hpp"
#include "train/sampler.hpp"
#include "train/treatments.hpp"

namespace backplane::train {
namespace {

Outcome load_requested(Runtime& runtime, const config::Config& config, bool allowed) {
  auto requests = config::plugin_requests(config);
  if (!requests.ok()) return requests.error();
  for (const config::PluginRequest& request : *requests) {
    if (!allowed)
      return Error{
          "E0420",
          "this file asks for a plugin, which is native code",
          request.place,
          "not loaded",
          {},
          {"help: run again with --allow-plugins, or name it with --plugin PATH"},
          {}};
    if (auto done = plugin::load(runtime, request.path, request.sha256, request.place);
        !done.ok())
      return done;
  }
  return Done{};
}

// What the treatments are told beside the optimizer's section.
void plan_the_update(Experiment& experiment, std::vector<plan::Treatment> treatments,
                     Diagnostics& diagnostics) {
  const config::TrainJob& train = experiment.job.train;
  plan::UpdatePlan update;
  update.treatments = std::move(treatments);
  update.clip_norm = train.clip_norm;
  if (train.average)
    update.average = plan::Average{train.average->decay, train.average->warmup};
  auto planned = plan::plan_update(experiment.plan, std::move(update));
  if (planned.ok())
    experiment.update = std::move(*planned);
  else
    diagnostics.add(planned.error());
}

void make_schedule(Experiment& experiment, Diagnostics& diagnostics) {
  const config::Job& job = experiment.job;
  const auto per_epoch = steps_per_epoch(job, experiment.header.train);
  const bool epochs = job.train.length.unit == config::Duration::Unit::epochs;
  const auto amount =
      static_cast<std::uint64_t>(std::max(1.0, job.train.length.amount));
  experiment.clock = {per_epoch, epochs ? amount * per_epoch : amount};
  auto made = Schedule::make(job.schedule, experiment.lr, experiment.clock);
  if (made.ok())
    experiment.schedule = *made;
  else
    diagnostics.add(made.error());
}

}  // namespace

config::DataSizes data_sizes(const data::DataHeader& header) {
  config::DataSizes sizes;
  std::int64_t labelled = 0, ids = 0;
  for (const data::TargetForm& target : header.targets) {
    if (target.kind != data::Targets::labels) continue;
    ++labelled;
    sizes.classes = target.classes;
  }
  for (const data::InputForm& input : header.inputs) {
    if (input.vocab == 0) continue;
    ++ids;
    sizes.vocab = input.vocab;
  }
  if (labelled > 1) sizes.classes = -1;
  if (ids > 1) sizes.vocab = -1;
  return sizes;
}

std::uint64_t steps_per_epoch(const config::Job& job, std::int64_t examples) {
  const std::int64_t batch = std::max<std::int64_t>(job.data.batch, 1);
  const std::int64_t batches = (examples + batch - 1) / batch;
  const std::int64_t group = std::max<std::int64_t>(job.train.accumulate, 1);
  return static_cast<std::uint64_t>(
      std::max<std::int64_t>((batches + group - 1) / group, 1));
}

std::vector<MetricTask> Experiment::metric_tasks() const {
  std::vector<MetricTask> tasks;
  for (const plan::HeadPlan& head : plan.heads)
    tasks.push_back({header.targets[head.data_target].kind, head.judged_columns(),
                     head.on_logits()});
  return tasks;
}

Result<Experiment> assemble(Runtime& runtime, config::Config config,
                            const AssembleOptions& options) {
  if (auto done = load_requested(runtime, config, options.allow_plugins); !done.ok())
    return done.error();
  Experiment experiment;
  Diagnostics diagnostics;
  experiment.config = std::move(config);

  // The data's sizes (`classes`) may stand in the model: the data section is read
  // first.
  Diagnostics ignored;
  config::Job draft =
      config::read_job(experiment.config, runtime.registry(), {}, ignored);
  draft.data.vocabulary = options.vocabulary;
  config::DataSizes sizes;
  std::optional<data::DataHeader> header;
  if (draft.data.source.part != nullptr) header = data::probe(draft.data, diagnostics);
  // Without a header the data's own mistake is reported, and not `classes` as well.
  if (header)
    sizes = data_sizes(*header);
  else
    sizes = {1, 1};

  experiment.job =
      config::read_job(experiment.config, runtime.registry(), sizes, diagnostics);
  if (options.float64) experiment.job.precision = DType::f64;
  experiment.job.data.vocabulary = options.vocabulary;
  if (auto fits = check_samples(experiment.job); !fits.ok())
    diagnostics.add(fits.error());
  if (!header) return diagnostics.joined();
  experiment.header = *header;
  Treatments treatments = make_treatments(experiment.job, diagnostics);
  experiment.lr = treatments.lr;
  make_schedule(experiment, diagnostics);
  auto plan =
      plan::plan_network(experiment.job, runtime.registry(), *header, diagnostics);
  if (plan) {
    experiment.plan = std::move(*plan);
    auto metrics = make_metrics(experiment.job, experiment.metric_tasks());
    if (!metrics.ok()) diagnostics.add(metrics.error());
    if (diagnostics.ok())
      plan_the_update(experiment, std::move(treatments.by_group), diagnostics);
  }
  if (!diagnostics.ok()) return diagnostics.joined();
  return experiment;
}

}  // namespace backplane::train
