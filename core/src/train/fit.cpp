// Step after step until the end, with what happens between steps.
#include "train/fit.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "config/measured.hpp"
#include "train/averaged.hpp"
#include "train/model_file.hpp"

namespace backplane::train {
namespace {

double seconds_between(std::chrono::steady_clock::time_point a,
                       std::chrono::steady_clock::time_point b) {
  return std::chrono::duration<double>(b - a).count();
}

// What a run measured under a name such as val.loss.
struct Measured {
  std::optional<double> value;
  bool higher_is_better = false;
};

Measured measured(const std::string& name, const EpochReport& report,
                  const std::optional<Evaluation>& validation) {
  if (name == "train.loss") return {report.train_loss};
  if (name == "val.loss") return {report.val_loss};
  if (validation)
    for (const RunMetric& metric : validation->metrics)
      if (name == "val." + metric.name)
        return {metric->value(), metric->higher_is_better()};
  for (const MetricReport& loss : report.metrics)  // of one head
    if (name == "val." + loss.name) return {loss.value};
  return {};
}

// Where there are several losses: each by its name.
std::vector<std::pair<std::string, double>> head_losses(const Experiment& experiment,
                                                        const Evaluation& evaluation) {
  std::vector<std::pair<std::string, double>> list;
  if (evaluation.losses.size() < 2) return list;
  for (std::size_t h = 0; h < evaluation.losses.size(); ++h)
    list.emplace_back(config::measured_as(experiment.job, h, "loss"),
                      evaluation.losses[h]);
  return list;
}

}  // namespace

std::vector<MetricReport> report(const Experiment& experiment,
                                 const Evaluation& evaluation,
                                 const LabelNames& names) {
  std::vector<MetricReport> list;
  for (const auto& [name, loss] : head_losses(experiment, evaluation))
    list.push_back({name, loss, fmt::format("{:.6g}", loss)});
  for (const RunMetric& metric : evaluation.metrics) {
    const auto& head = experiment.plan.heads[metric.head];
    list.push_back(
        {metric.name, metric->value(), metric->text(names[head.data_target])});
  }
  return list;
}

Fit::Fit(const Experiment& experiment, Trainer& trainer, RunFolder& folder,
         MetricsLog log, const TrainOptions& options, std::unique_ptr<Sampler> sampler)
    : experiment_(experiment),
      trainer_(trainer),
      folder_(folder),
      log_(std::move(log)),
      options_(options),
      sampler_(std::move(sampler)),
      checkpoints_(folder.checkpoints(), experiment.job.checkpoint.keep),
      start_(Clock::now()),
      epoch_start_(start_),
      last_checkpoint_(start_) {}

bool Fit::stop_wanted() const {
  return options_.stop != nullptr && options_.stop->load(std::memory_order_relaxed);
}

// What selects the weights to keep: stop_early's metric, else checkpoint.best, else
// none.
std::string Fit::selector() const {
  const config::Job& job = experiment_.job;
  if (job.train.stop_early && job.train.stop_early->restore_best)
    return job.train.stop_early->metric;
  return job.checkpoint.best;
}

Result<TrainReport> Fit::run() {
  TrainReport report;
  report.folder = folder_.path();
  // A run that ended before its model was written only has to be finished.
  out_of_patience_ = trainer_.state().finished && !trainer_.done();
  while (!trainer_.done() && !out_of_patience_) {
    if (stop_wanted()) {
      report.interrupted = true;
      break;
    }
    if (auto done = one_step(); !done.ok()) return done.error();
  }
  report.stopped_early = out_of_patience_;
  report.steps = trainer_.state().step;
  report.epochs = trainer_.state().epoch;
  report.seconds = seconds_between(start_, Clock::now());
  if (saved_step_ != trainer_.state().step)
    if (auto done = checkpoint(); !done.ok()) return done.error();
  if (report.interrupted) return report;
  return finish(std::move(report));
}

Outcome Fit::one_step() {
  auto step = trainer_.step();
  if (!step.ok()) return step.error();
  TrainState& state = trainer_.state();
  epoch_samples_ += static_cast<std::uint64_t>(step->samples);
  const std::uint64_t epoch = state.epoch + (step->epoch_done ? 0 : 1);
  if (experiment_.job.log.jsonl_steps &&
      state.step % static_cast<std::uint64_t>(experiment_.job.log.jsonl_every) == 0) {
    if (auto done = log_.write(StepLine{state.step, epoch, step->loss, step->lr});
        !done.ok())
      return done;
    state.metrics_lines = log_.lines();
  }
  if (options_.on_step)
    options_.on_step({state.step, epoch, step->loss, step->lr, step->samples});
  // A run whose length is in steps may end within an epoch: that part is reported too.
  const bool ends = step->epoch_done || trainer_.done();
  if (ends)
    if (auto done = end_epoch(); !done.ok()) return done;
  if (auto done = sample(step->epoch_done); !done.ok()) return done;
  if (checkpoint_due(ends)) return checkpoint();
  return Done{};
}

Outcome Fit::sample(bool epoch_done) {
  TrainState& state = trainer_.state();
  if (sampler_ == nullptr || !sampler_->due(state, epoch_done)) return Done{};
  const auto line = sampler_->write(state, epoch_done);
  if (!line.ok()) return line.error();
  if (auto done = log_.write(*line); !done.ok()) return done;
  state.metrics_lines = log_.lines();
  if (options_.on_sample)
    options_.on_sample({line->step, line->epoch, line->prompt, line->text});
  return Done{};
}

Outcome Fit::end_epoch() {
  TrainState& state = trainer_.state();
  EpochReport report;
  report.epoch = state.epoch + (state.batch > 0 ? 1 : 0);
  report.step = state.step;
  report.train_loss = trainer_.epoch_loss();
  report.lr = experiment_.schedule.lr(state.step - 1, state.plateau);
  report.seconds = seconds_between(epoch_start_, Clock::now());
  report.samples_per_second =
      report.seconds > 0 ? static_cast<double>(epoch_samples_) / report.seconds : 0;
  const Averaged averaged(trainer_);  // what is judged and kept
  std::optional<Evaluation> validation;
  if (trainer_.dataset().validation.count() > 0) {
    auto evaluation = trainer_.evaluate(trainer_.dataset().validation);
    if (!evaluation.ok()) return evaluation.error();
    validation = std::move(*evaluation);
    report.val_loss = validation->loss;
    report.metrics =
        train::report(experiment_, *validation, trainer_.dataset().label_names);
  }
  if (auto done = select(report, validation); !done.ok()) return done;
  watch(report, validation);

  EpochLine line{
      report.epoch,
      report.step,
      report.train_loss,
      report.val_loss,
      {},
      report.lr,
      {{"seconds", report.seconds}, {"samples_per_second", report.samples_per_second}}};
  if (validation) {
    for (const auto& [name, loss] : head_losses(experiment_, *validation))
      line.metrics.emplace_back("val_" + name, json_number(loss));
    for (const RunMetric& metric : validation->metrics)
      line.metrics.emplace_back("val_" + metric.name, metric->json());
  }
  if (auto done = log_.write(line); !done.ok()) return done;
  state.metrics_lines = log_.lines();
  if (options_.on_epoch) options_.on_epoch(report);
  epoch_start_ = Clock::now();
  epoch_samples_ = 0;
  return Done{};
}

// Keeps the best weights by the selector, and counts patience.
Outcome Fit::select(EpochReport& report, const std::optional<Evaluation>& validation) {
  const config::Job& job = experiment_.job;
  const std::string name =
      job.train.stop_early ? job.train.stop_early->metric : job.checkpoint.best;
  if (name.empty()) return Done{};
  const auto [value, higher] = measured(name, report, validation);
  TrainState& state = trainer_.state();
  const bool better = value && std::isfinite(*value) &&
                      (!state.best || (higher ? *value > state.best->value
                                              : *value < state.best->value));
  report.best = better;
  if (!better) {
    ++state.stale;
    out_of_patience_ =
        job.train.stop_early &&
        state.stale >= static_cast<std::uint64_t>(job.train.stop_early->patience);
    return Done{};
  }
  state.best = Best{*value, report.epoch, report.step};
  state.stale = 0;
  if (selector().empty()) return Done{};
  return checkpoints_.save_best(trainer_.weights(),
                                model_metadata(experiment_, trainer_.dataset()));
}

// Lets the schedule's plateau see the epoch.
void Fit::watch(const EpochReport& report,
                const std::optional<Evaluation>& validation) {
  TrainState& state = trainer_.state();
  const PlateauRule* rule = experiment_.schedule.watched(state.step - 1);
  if (rule == nullptr) return;
  const auto [value, higher] = measured(rule->metric, report, validation);
  experiment_.schedule.observe(state.step - 1, value.value_or(std::nan("")), higher,
                               state.plateau);
}

bool Fit::checkpoint_due(bool epoch_done) const {
  const config::Duration& every = experiment_.job.checkpoint.every;
  const TrainState& state = trainer_.state();
  const auto amount = static_cast<std::uint64_t>(std::max(1.0, every.amount));
  switch (every.unit) {
    case config::Duration::Unit::epochs:
      return epoch_done && state.epoch % amount == 0;
    case config::Duration::Unit::steps:
      return state.step % amount == 0;
    default:
      return seconds_between(last_checkpoint_, Clock::now()) >= every.amount;
  }
}

Outcome Fit::checkpoint() {
  if (auto done = log_.sync(); !done.ok()) return done;
  TrainState& state = trainer_.state();
  state.metrics_lines = log_.lines();
  state.finished = trainer_.done() || out_of_patience_;
  if (auto done = checkpoints_.save(state, config::to_yaml(experiment_.job.resolved),
                                    trainer_.everything());
      !done.ok())
    return done;
  saved_step_ = state.step;
  last_checkpoint_ = Clock::now();
  return Done{};
}

}  // namespace backplane::train
