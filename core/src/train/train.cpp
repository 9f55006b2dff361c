// train_file() and resume_run(): from files to a Fit.
#include "backplane/train.hpp"

#include <filesystem>

#include "plugin/runtime_access.hpp"
#include "train/fit.hpp"

namespace backplane {
namespace {

using train::Checkpoint;
using train::Experiment;
using train::Fit;
using train::MetricsLog;
using train::RunFolder;
using train::Trainer;

TrainStart start_of(const Experiment& experiment, const Trainer& trainer,
                    const std::string& folder) {
  TrainStart start;
  start.name = experiment.job.name;
  start.folder = folder;
  start.parameters = experiment.plan.trainable();
  start.train = trainer.dataset().train.count();
  start.validation = trainer.dataset().validation.count();
  start.test = trainer.dataset().test.count();
  start.steps_per_epoch = experiment.clock.steps_per_epoch;
  start.total_steps = experiment.clock.total_steps;
  start.plans_epochs =
      experiment.job.train.length.unit == config::Duration::Unit::epochs;
  return start;
}

Result<std::unique_ptr<Trainer>> make_trainer(Runtime& runtime,
                                              const Experiment& experiment) {
  auto dataset =
      data::load(experiment.job.data, experiment.job.seed,
                 experiment.plan.label_bounds(), &RuntimeAccess::pool(runtime));
  if (!dataset.ok()) return dataset.error();
  return Trainer::create(experiment, std::move(*dataset), RuntimeAccess::pool(runtime));
}

void note_selection(const Experiment& experiment, const TrainOptions& options) {
  const auto& job = experiment.job;
  if (!options.on_note || experiment.header.validation > 0 ||
      experiment.header.test == 0)
    return;
  if (job.metrics.empty()) return;
  options.on_note(
      "there is no validation part: metrics are computed on the test set, "
      "at the end");
}

}  // namespace

Result<TrainReport> train_file(Runtime& runtime, const std::string& path,
                               const TrainOptions& options) {
  auto config = config::read_config(path, {options.sets, true});
  if (!config.ok()) return config.error();
  auto experiment =
      train::assemble(runtime, std::move(*config), {options.allow_plugins});
  if (!experiment.ok()) return experiment.error();
  const std::string out =
      options.out.empty() ? "runs/" + experiment->job.name : options.out;
  if (auto done = RunFolder::check(out, options.overwrite); !done.ok())
    return done.error();
  auto trainer = make_trainer(runtime, *experiment);
  if (!trainer.ok()) return trainer.error();
  auto sampler =
      train::Sampler::create(*experiment, **trainer, RuntimeAccess::pool(runtime));
  if (!sampler.ok()) return sampler.error();

  auto folder = RunFolder::create(out, options.overwrite,
                                  config::to_yaml(experiment->job.resolved));
  if (!folder.ok()) return folder.error();
  auto log = MetricsLog::create(folder->metrics(), experiment->job.precision);
  if (!log.ok()) return log.error();
  if (auto done = folder->settle(); !done.ok()) return done.error();
  note_selection(*experiment, options);
  if (options.on_start) options.on_start(start_of(*experiment, **trainer, out));
  return Fit(*experiment, **trainer, *folder, std::move(*log), options,
             std::move(*sampler))
      .run();
}

Result<TrainReport> resume_run(Runtime& runtime, const std::string& path,
                               const TrainOptions& options) {
  auto folder = RunFolder::open(path);
  if (!folder.ok()) return folder.error();
  auto text = folder->read_config();
  if (!text.ok()) return text.error();
  auto config = config::parse_config(*text, folder->config());
  if (!config.ok()) return config.error();
  auto experiment =
      train::assemble(runtime, std::move(*config), {options.allow_plugins});
  if (!experiment.ok()) return experiment.error();
  auto found = train::Checkpoints(folder->checkpoints(), 1).newest();
  if (!found.ok()) return found.error();
  if (options.on_note)
    for (const std::string& skipped : found->skipped) options.on_note(skipped);
  if (found->checkpoint)
    if (auto done = same_config(*found->checkpoint, *text, folder->config());
        !done.ok())
      return done.error();
  auto trainer = make_trainer(runtime, *experiment);
  if (!trainer.ok()) return trainer.error();
  auto sampler =
      train::Sampler::create(*experiment, **trainer, RuntimeAccess::pool(runtime));
  if (!sampler.ok()) return sampler.error();
  TrainStart start = start_of(*experiment, **trainer, path);
  if (found->checkpoint) {
    if (auto done = (*trainer)->restore(*found->checkpoint); !done.ok())
      return done.error();
    start.first_step = (*trainer)->state().step;
    start.checkpoint = found->checkpoint->path;
  }
  auto log = MetricsLog::resume(folder->metrics(), experiment->job.precision,
                                (*trainer)->state().metrics_lines);
  if (!log.ok()) return log.error();
  if (options.on_start) options.on_start(start);
  return Fit(*experiment, **trainer, *folder, std::move(*log), options,
             std::move(*sampler))
      .run();
}

}  // namespace backplane
