// The step: weights of the effective batch, forward, loss, backward, update.
#include "train/trainer.hpp"

#include <algorithm>
#include <cmath>

#include "data/batch.hpp"
#include "run/not_finite.hpp"
#include "train/check_targets.hpp"
#include "train/gather.hpp"

namespace backplane::train {

Trainer::Trainer(const Experiment& experiment, data::Dataset dataset, Parallel& pool)
    : experiment_(experiment),
      dataset_(std::move(dataset)),
      pool_(pool),
      order_(dataset_.train.rows.size()),
      order_epoch_(~std::uint64_t{0}) {
  state_.seed = experiment.job.seed;
}

Result<std::unique_ptr<Trainer>> Trainer::create(const Experiment& experiment,
                                                 data::Dataset dataset,
                                                 Parallel& pool) {
  if (auto done = check_targets(experiment, dataset); !done.ok()) return done.error();
  std::unique_ptr<Trainer> trainer(new Trainer(experiment, std::move(dataset), pool));
  if (auto done = trainer->allocate(); !done.ok()) return done.error();
  if (auto done = trainer->load_init(); !done.ok()) return done.error();
  return trainer;
}

Outcome Trainer::allocate() {
  const config::Job& job = experiment_.job;
  network_ = std::make_unique<run::Network>(experiment_.plan, job.seed);
  network_->initialise();
  const std::int64_t count = dataset_.train.count();
  plan::MemoryOptions options;
  options.rows = {std::min(job.data.batch, count)};
  if (const std::int64_t rest = count % job.data.batch; rest > 0)
    options.rows.push_back(rest);
  auto session = run::Session::create(*network_, pool_, options);
  if (!session.ok()) return session.error();
  session_ = std::move(*session);
  updater_ =
      std::make_unique<run::Updater>(*network_, experiment_.update, pool_.workers());
  if (!job.data.augments.empty())
    augmenter_ = std::make_unique<data::Augmenter>(
        job.data.augments, data::image_size(*dataset_.train.inputs[job.data.augmented]),
        data::Augmenter::Limits{experiment_.plan.dtype, options.rows.front(),
                                experiment_.plan.head().target_width, pool_.workers()});
  weights_.resize(experiment_.plan.heads.size());
  state_.losses.resize(weights_.size());
  return Done{};
}

Outcome Trainer::load_init() {
  const config::TrainJob& train = experiment_.job.train;
  if (train.init.empty()) return Done{};
  auto file = io::read_safetensors(train.init);
  Outcome done = file.ok() ? load_weights(*file, train.init, *network_, true)
                           : Outcome(file.error());
  if (done.ok()) return done;
  Error error = done.error();
  if (!error.place.known()) error.place = train.init_place;
  return error;
}

void Trainer::begin_epoch() {
  if (state_.batch == 0) session_->reset_states();
  if (order_epoch_ == state_.epoch) return;
  const config::DataJob& data = experiment_.job.data;
  if (dataset_.header.stateful)
    data::stream_order(data.batch, order_);
  else
    data::epoch_order(state_.seed, state_.epoch, data.shuffle, order_);
  if (auto& windows = dataset_.train.windows) {
    const std::int64_t tokens = windows->end - windows->begin;
    windows->shift = data::epoch_shift(
        state_.seed, state_.epoch,
        data::training_grid(tokens, windows->context, data.shuffle).places);
  }
  order_epoch_ = state_.epoch;
}

std::span<const std::uint32_t> Trainer::batch(std::uint64_t index) const {
  const auto size = static_cast<std::uint64_t>(experiment_.job.data.batch);
  const std::uint64_t begin = index * size;
  return std::span(order_).subspan(begin, std::min(size, order_.size() - begin));
}

// The rows of a batch into the session, augmented where the job says so.
void Trainer::gather(std::uint64_t index, bool inputs) {
  const auto rows = batch(index);
  if (augmenter_ == nullptr)
    return gather_batch(*session_, pool_, dataset_, dataset_.train, rows, inputs);
  gather_augmented(*session_, pool_, dataset_, rows, inputs, *augmenter_,
                   {experiment_.job.data.augmented, state_.seed, state_.epoch, index});
}

// The weights of all rows that the step will see, known before its first gradient.
Outcome Trainer::weigh(std::uint64_t first, std::uint64_t last) {
  std::ranges::fill(weights_, 0.0);
  for (std::uint64_t b = first; b < last; ++b) {
    gather(b, last - first == 1);
    run::Pass pass;
    pass.rows = static_cast<std::int64_t>(batch(b).size());
    for (std::size_t h = 0; h < weights_.size(); ++h) {
      auto weight = session_->weigh(pass, h);
      if (!weight.ok()) return weight.error();
      weights_[h] += *weight;
    }
  }
  return Done{};
}

// The batch's part of the cost: sum over heads of weight * losses / all row weights.
Result<double> Trainer::losses(run::Pass& pass) {
  double cost = 0;
  for (std::size_t h = 0; h < weights_.size(); ++h) {
    const double weight = experiment_.plan.heads[h].weight;
    pass.grad_scale = weights_[h] > 0 ? weight / weights_[h] : 0;
    auto sum = session_->loss(pass, h);
    if (!sum.ok()) return sum.error();
    if (!std::isfinite(*sum)) return not_finite(*sum, pass.rows);
    cost += *sum * pass.grad_scale;
    state_.losses[h].sum += *sum;
  }
  return cost;
}

Result<double> Trainer::pass(std::uint64_t index, std::uint64_t first) {
  const auto rows = batch(index);
  run::Pass pass;
  pass.rows = static_cast<std::int64_t>(rows.size());
  pass.training = true;
  pass.accumulate = index > first;
  pass.step = state_.step;
  pass.first_sample =
      (index - first) * static_cast<std::uint64_t>(experiment_.job.data.batch);
  if (auto done = session_->forward(pass); !done.ok()) return done.error();
  auto cost = losses(pass);
  if (!cost.ok()) return cost;
  if (auto done = session_->backward(pass); !done.ok()) return done.error();
  session_->next_batch();
  return cost;
}

Result<StepResult> Trainer::step() {
  begin_epoch();
  if (state_.batch == 0) state_.losses.assign(weights_.size(), {});
  const config::Job& job = experiment_.job;
  const auto size = static_cast<std::uint64_t>(job.data.batch);
  const std::uint64_t batches = (order_.size() + size - 1) / size;
  const std::uint64_t first = state_.batch;
  const std::uint64_t last =
      std::min(batches, first + static_cast<std::uint64_t>(job.train.accumulate));

  if (auto done = weigh(first, last); !done.ok()) return done.error();
  StepResult result;
  for (std::uint64_t b = first; b < last; ++b) {
    if (last - first > 1) gather(b, true);
    auto cost = pass(b, first);
    if (!cost.ok()) return cost.error();
    result.loss += *cost;
    result.samples += static_cast<std::int64_t>(batch(b).size());
  }
  result.lr = experiment_.schedule.lr(state_.step, state_.plateau);
  if (auto done =
          updater_->step(pool_, session_->param_grads(), result.lr, state_.step + 1);
      !done.ok())
    return done.error();

  ++state_.step;
  state_.batch = last;
  state_.samples += static_cast<std::uint64_t>(result.samples);
  for (std::size_t h = 0; h < weights_.size(); ++h)
    state_.losses[h].weight += weights_[h];
  result.epoch_done = last == batches;
  if (result.epoch_done) {
    state_.batch = 0;
    ++state_.epoch;
  }
  return result;
}

void Trainer::record(run::Recorder* recorder) {
  session_->record(recorder);
  updater_->record(recorder);
}

double weighted(const plan::NetworkPlan& plan, const std::vector<LossSum>& losses) {
  double cost = 0;
  for (std::size_t h = 0; h < losses.size(); ++h)
    cost += plan.heads[h].weight * losses[h].mean();
  return cost;
}

void Trainer::swap_average() {
  if (state_.step > 0) updater_->swap_average();
}

Error Trainer::not_finite(double loss, std::int64_t rows) const {
  const std::string when = "step " + std::to_string(state_.step + 1) + " (epoch " +
                           std::to_string(state_.epoch + 1) + ")";
  return run::find_not_finite(*session_, rows, loss, when);
}

}  // namespace backplane::train
