// A Learner is a session and an updater fed by the application.
#include "backplane/learner.hpp"

#include <algorithm>
#include <cmath>
#include <functional>

#include "io/safetensors.hpp"
#include "plugin/runtime_access.hpp"
#include "run/domains.hpp"
#include "run/not_finite.hpp"
#include "run/session.hpp"
#include "run/update.hpp"
#include "train/model_file.hpp"
#include "train/trainer.hpp"

namespace backplane {

struct Learner::State {
  State(const Runtime& of, train::Experiment e)
      : runtime(of),
        experiment(std::move(e)),
        network(experiment.plan, experiment.job.seed),
        updater(network, experiment.update, RuntimeAccess::pool(runtime).workers()),
        labels_below(experiment.plan.label_bounds().front()) {
    for (const plan::HeadPlan& head : experiment.plan.heads)
      takes.emplace_back(*head.loss, BACKPLANE_LOSS_TARGETS, head.columns(),
                         head.target_width);
    network.initialise();
  }

  // A session for batches of `rows`; the one before is kept while the size stays.
  Outcome prepare(std::int64_t rows) {
    if (session != nullptr && session->memory().batches.front().rows == rows)
      return Done{};
    plan::MemoryOptions options;
    options.rows = {rows};
    auto made = run::Session::create(network, RuntimeAccess::pool(runtime), options);
    if (!made.ok()) return made.error();
    session = std::move(*made);
    return Done{};
  }

  Runtime runtime;
  train::Experiment experiment;
  run::Network network;
  run::Updater updater;
  std::vector<run::Domains> takes;  // the targets that each loss takes
  std::int64_t labels_below;        // what all losses tell apart
  std::unique_ptr<run::Session> session;
  std::uint64_t steps = 0;

  Result<std::int64_t> take_inputs(std::span<const float> inputs);
  Result<double> step(std::int64_t rows);
};

namespace {

Error misfit(std::string fact) {
  return {"E0652", std::move(fact), {}, {}, {}, {}, {}};
}

Error no_epochs(const Place& place) {
  return {"E0653",
          "'plateau' looks at the end of each epoch, but a Learner knows no epochs",
          place,
          "choose another schedule",
          {},
          {},
          {}};
}

// Whether one target serves every loss as it is.
bool alike(const plan::NetworkPlan& plan) {
  const plan::HeadPlan& first = plan.head();
  return std::ranges::all_of(plan.heads, [&](const plan::HeadPlan& head) {
    return head.target == first.target && head.steps() == first.steps() &&
           head.target_width == first.target_width;
  });
}

Error other_targets(const config::Job& job) {
  return {"E0652",
          "a Learner gives every loss the same target, and these take different ones",
          job.losses.back().part.place,
          "class numbers or dense targets, as many for each",
          {},
          {},
          {}};
}

template <class T, class From>
void put(std::span<const From> from, std::byte* to) {
  std::transform(from.begin(), from.end(), reinterpret_cast<T*>(to),
                 [](From v) { return static_cast<T>(v); });
}

void put_as(DType dtype, std::span<const float> from, std::byte* to) {
  dtype == DType::f64 ? put<double>(from, to) : put<float>(from, to);
}

}  // namespace

Result<Learner> Learner::create(Runtime& runtime, const std::string& config) {
  auto parsed = config::parse_config(config, "config");
  if (!parsed.ok()) return parsed.error();
  auto experiment = train::assemble(runtime, std::move(*parsed), {});
  if (!experiment.ok()) return experiment.error();
  if (const Place* place = experiment->schedule.plateau()) return no_epochs(*place);
  if (!alike(experiment->plan)) return other_targets(experiment->job);
  return Learner(std::make_unique<State>(runtime, std::move(*experiment)));
}

Learner::Learner(std::unique_ptr<State> state) : state_(std::move(state)) {}
Learner::Learner(Learner&&) noexcept = default;
Learner& Learner::operator=(Learner&&) noexcept = default;
Learner::~Learner() = default;

std::uint64_t Learner::steps() const {
  return state_->steps;
}

Result<std::int64_t> Learner::State::take_inputs(std::span<const float> inputs) {
  const std::int64_t features =
      std::max<std::int64_t>(elements(experiment.header.input().shape), 1);
  const auto count = static_cast<std::int64_t>(inputs.size());
  const std::int64_t rows = count / features;
  const std::int64_t most = experiment.job.data.batch;
  if (rows * features != count || rows < 1 || rows > most)
    return misfit("a step takes 1 to " + std::to_string(most) + " samples of " +
                  std::to_string(features) + " numbers, got " + std::to_string(count) +
                  " numbers");
  if (auto done = prepare(rows); !done.ok()) return done.error();
  const std::int64_t ids = experiment.plan.input().vocab;
  if (ids == 0) {
    put_as(experiment.plan.dtype, inputs, session->input());
    return rows;
  }
  const auto vocab = static_cast<float>(ids);
  for (const float id : inputs)
    if (!(id >= 0 && id < vocab) || id != std::floor(id))
      return misfit("this network takes token ids, whole numbers from 0 to " +
                    std::to_string(ids - 1));
  put<std::int32_t>(inputs, session->input());
  return rows;
}

Result<double> Learner::State::step(std::int64_t rows) {
  run::Pass pass;
  pass.rows = rows;
  pass.training = true;
  pass.step = steps;
  if (auto done = session->forward(pass); !done.ok()) return done.error();
  double cost = 0;
  for (std::size_t h = 0; h < experiment.plan.heads.size(); ++h) {
    auto weight = session->weigh(pass, h);
    if (!weight.ok()) return weight;
    pass.grad_scale = *weight > 0 ? experiment.plan.heads[h].weight / *weight : 0;
    auto loss = session->loss(pass, h);
    if (!loss.ok()) return loss;
    if (!std::isfinite(*loss))
      return run::find_not_finite(*session, rows, *loss,
                                  "step " + std::to_string(steps + 1));
    cost += *loss * pass.grad_scale;
  }
  if (auto done = session->backward(pass); !done.ok()) return done.error();
  const double lr = experiment.schedule.lr(steps);
  if (auto done = updater.step(RuntimeAccess::pool(runtime), session->param_grads(), lr,
                               steps + 1);
      !done.ok())
    return done.error();
  ++steps;
  return cost;
}

Result<double> Learner::step(std::span<const float> inputs,
                             std::span<const std::int32_t> labels) {
  const plan::NetworkPlan& plan = state_->experiment.plan;
  if (plan.head().target != BACKPLANE_LOSS_TARGET_INDEX)
    return misfit("this network's loss takes dense targets, not labels");
  auto rows = state_->take_inputs(inputs);
  if (!rows.ok()) return rows.error();
  if (static_cast<std::int64_t>(labels.size()) != state_->session->loss_rows(*rows))
    return misfit("got " + std::to_string(labels.size()) + " labels for " +
                  std::to_string(*rows) + " samples");
  const std::int64_t classes = state_->labels_below;
  const auto ignored = state_->experiment.job.data.ignored_of(0);
  for (const std::int32_t label : labels)
    if ((label < 0 || label >= classes) && !(ignored && label == *ignored))
      return misfit("label " + std::to_string(label) + " is outside 0 to " +
                    std::to_string(classes - 1));
  for (std::size_t h = 0; h < plan.heads.size(); ++h)
    std::ranges::copy(labels, state_->session->labels(h));
  return state_->step(*rows);
}

Result<double> Learner::step(std::span<const float> inputs,
                             std::span<const float> targets) {
  const plan::NetworkPlan& plan = state_->experiment.plan;
  if (plan.head().target != BACKPLANE_LOSS_TARGET_DENSE)
    return misfit("this network's loss takes labels, not dense targets");
  auto rows = state_->take_inputs(inputs);
  if (!rows.ok()) return rows.error();
  const std::int64_t need =
      state_->session->loss_rows(*rows) * plan.head().target_width;
  if (static_cast<std::int64_t>(targets.size()) != need)
    return misfit("got " + std::to_string(targets.size()) + " target values, " +
                  std::to_string(need) + " are needed");
  for (const run::Domains& takes : state_->takes)
    if (const auto at = takes.first_outside(targets.data(), need))
      return misfit("the loss takes targets of " + run::in_words(takes.of(*at)) +
                    ", got " + std::to_string(targets[static_cast<std::size_t>(*at)]));
  for (std::size_t h = 0; h < plan.heads.size(); ++h)
    put_as(plan.dtype, targets, state_->session->targets(h));
  return state_->step(*rows);
}

Outcome Learner::save(const std::string& path) const {
  data::Dataset dataset;
  dataset.header = state_->experiment.header;
  const bool averaged = state_->steps > 0;
  if (averaged) state_->updater.swap_average();
  auto done = io::write_safetensors(path, train::views_of(state_->network),
                                    train::model_metadata(state_->experiment, dataset));
  if (averaged) state_->updater.swap_average();
  return done;
}

}  // namespace backplane
