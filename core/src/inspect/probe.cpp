// Differences with a step that suits double: central, of fourth order, at two step
// sizes that must agree, so that a corner in between is noticed.
#include "inspect/probe.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "plugin/runtime_access.hpp"
#include "train/check_targets.hpp"
#include "train/gather.hpp"
#include "train/trainer.hpp"

namespace backplane::inspect {
namespace {

std::int64_t samples_for(const plan::NetworkPlan& plan) {
  constexpr std::int64_t kMany = 8, kFew = 3;
  constexpr std::uint64_t kLarge = 5'000'000;  // multiply-adds a sample
  std::uint64_t each = 0;
  for (const plan::NodePlan& node : plan.nodes) each += node.multiply_adds;
  return each > kLarge ? kFew : kMany;
}

}  // namespace

Result<std::unique_ptr<Probe>> Probe::create(Runtime& runtime, const std::string& path,
                                             const ConfigOptions& options,
                                             std::int64_t first, std::int64_t count) {
  auto config = config::read_config(path, {options.sets, true});
  if (!config.ok()) return config.error();
  auto experiment =
      train::assemble(runtime, std::move(*config), {options.allow_plugins, true});
  if (!experiment.ok()) return experiment.error();
  auto dataset =
      data::load(experiment->job.data, experiment->job.seed,
                 experiment->plan.label_bounds(), &RuntimeAccess::pool(runtime));
  if (!dataset.ok()) return dataset.error();
  if (auto done = train::check_targets(*experiment, *dataset); !done.ok())
    return done.error();
  std::unique_ptr<Probe> probe(new Probe(std::move(*experiment), std::move(*dataset)));
  if (auto done = probe->allocate(runtime, first, count); !done.ok())
    return done.error();
  return probe;
}

Outcome Probe::allocate(Runtime& runtime, std::int64_t first, std::int64_t count) {
  const std::int64_t have = dataset_.train.count();
  if (first < 0 || first >= have)
    return Error{"E0803",
                 "there is no sample " + std::to_string(first) +
                     ": the training data has " + std::to_string(have) +
                     ", counted from 0",
                 {},
                 {},
                 {},
                 {},
                 {}};
  if (count == 0) count = samples_for(plan());
  rows_ = std::min(count, have - first);
  // A slope exists whether or not anything follows it.
  for (plan::TensorPlan& param : experiment_.plan.params)
    if (param.frozen) param.flags |= BACKPLANE_TF_TRAINABLE;
  network_ = std::make_unique<run::Network>(experiment_.plan, experiment_.job.seed);
  network_->initialise();
  if (const std::string& init = experiment_.job.train.init; !init.empty()) {
    auto file = io::read_safetensors(init);
    if (!file.ok()) return file.error();
    if (auto done = train::load_weights(*file, init, *network_, true); !done.ok())
      return done;
  }
  plan::MemoryOptions options;
  options.rows = {rows_};
  options.plain = true;
  Parallel& pool = RuntimeAccess::pool(runtime);
  auto session = run::Session::create(*network_, pool, options);
  if (!session.ok()) return session.error();
  session_ = std::move(*session);
  positions_.resize(static_cast<std::size_t>(rows_));
  std::iota(positions_.begin(), positions_.end(), static_cast<std::uint32_t>(first));
  train::gather_batch(*session_, pool, dataset_, dataset_.train, positions_, true);
  run::Pass pass;
  pass.rows = rows_;
  for (std::size_t h = 0; h < plan().heads.size(); ++h) {
    auto weight = session_->weigh(pass, h);
    if (!weight.ok()) return weight.error();
    scales_.push_back(plan().heads[h].weight / (*weight > 0 ? *weight : 1));
  }
  grads_.resize(static_cast<std::size_t>(plan().param_room));
  return Done{};
}

run::Pass Probe::pass() const {
  run::Pass pass;
  pass.rows = rows_;
  pass.training = true;
  return pass;
}

Result<double> Probe::judge(bool slope) {
  run::Pass now = pass();
  now.training = slope;
  double cost = 0;
  for (std::size_t h = 0; h < scales_.size(); ++h) {
    now.grad_scale = scales_[h];
    auto sum = session_->loss(now, h);
    if (!sum.ok()) return sum.error();
    cost += *sum * scales_[h];
  }
  return cost;
}

Result<double> Probe::loss() {
  if (auto done = session_->forward(pass()); !done.ok()) return done.error();
  return judge(true);
}

Result<double> Probe::backpropagate() {
  auto value = loss();
  if (!value.ok()) return value;
  if (auto done = session_->backward(pass()); !done.ok()) return done.error();
  flows_.assign(plan().values.size(), {});
  for (std::size_t v = 0; v < flows_.size(); ++v) {
    const Tensor held = session_->gradient(rows_, static_cast<int>(v));
    const auto* from = static_cast<const double*>(held.data);
    if (from != nullptr) flows_[v].assign(from, from + elements(held.shape));
  }
  std::copy_n(reinterpret_cast<const double*>(session_->param_grads()), grads_.size(),
              grads_.begin());
  return value;
}

Outcome Probe::forward_node(int node, std::uint64_t step) {
  run::Pass now = pass();
  now.step = step;
  return session_->forward_node(now, node);
}

Outcome Probe::backward_node(int node) {
  return session_->backward_node(pass(), node);
}

std::span<double> Probe::numbers(int value) {
  const Tensor& tensor = session_->value(rows_, value);
  return {static_cast<double*>(tensor.data),
          static_cast<std::size_t>(elements(tensor.shape))};
}

std::span<const double> Probe::gradient(int value) const {
  return flows_[static_cast<std::size_t>(value)];
}

std::span<double> Probe::values(const plan::TensorPlan& param) {
  return {reinterpret_cast<double*>(network_->data(param)),
          static_cast<std::size_t>(param.count())};
}
std::span<const double> Probe::gradients(const plan::TensorPlan& param) const {
  return std::span(grads_).subspan(static_cast<std::size_t>(param.offset),
                                   static_cast<std::size_t>(param.count()));
}

// L'(0) along a move: (8 (L(h) - L(-h)) - (L(2h) - L(-2h))) / 12h has an error of order
// h^4. The one-sided slopes agree to order h unless a corner lies within the step.
template <class Move>
Result<Slope> Probe::slope_at(Move&& move, double h, double here) {
  double at[5];
  at[2] = here;
  for (const int k : {-2, -1, 1, 2}) {
    move(k * h);
    auto value = loss();
    move(0.0);
    if (!value.ok()) return value.error();
    at[k + 2] = *value;
  }
  Slope slope;
  slope.value = (8 * (at[3] - at[1]) - (at[4] - at[0])) / (12 * h);
  // On a smooth loss the second difference is of order h^2 and alike at both widths
  // (near : far = 1 : 4); at a corner inside the step it is of order h.
  const double near = at[3] - 2 * at[2] + at[1];
  const double far = at[4] - 2 * at[2] + at[0];
  const double noise = 64 * 2.2e-16 * std::max(1.0, std::abs(at[2]));
  slope.kink = std::abs(far - 4 * near) > std::max(noise, 1e-6 * std::abs(far));
  return slope;
}

// Where a step crosses corners, a smaller one may not; the network of many units has
// some near every point.
template <class Move>
Result<Slope> Probe::slope_of(Move&& move, double scale) {
  const auto here = loss();
  if (!here.ok()) return here.error();
  for (const double h : {1e-4, 1e-5}) {
    auto slope = slope_at(move, h * scale, *here);
    if (!slope.ok() || !slope->kink) return slope;
  }
  return slope_at(move, 1e-6 * scale, *here);
}

Result<Slope> Probe::slope(double& w) {
  const double kept = w;
  return slope_of([&](double t) { w = kept + t; }, std::max(1.0, std::abs(kept)));
}

Result<double> Probe::slope(double& w, double h) {
  const double kept = w;
  const auto here = loss();
  if (!here.ok()) return here.error();
  auto slope = slope_at([&](double t) { w = kept + t; },
                        h * std::max(1.0, std::abs(kept)), *here);
  if (!slope.ok()) return slope.error();
  return slope->value;
}

template <class F>
auto Probe::along(std::span<const double> direction, const F& f) {
  std::vector<double> kept;
  for (const plan::TensorPlan& param : plan().params) {
    const auto w = values(param);
    kept.insert(kept.end(), w.begin(), w.end());
  }
  return f([&](double t) {
    std::size_t i = 0;
    for (const plan::TensorPlan& param : plan().params)
      for (double& w : values(param)) {
        w = kept[i] + t * direction[i];
        ++i;
      }
  });
}

Result<Slope> Probe::slope_along(std::span<const double> direction) {
  return along(direction, [&](const auto& move) { return slope_of(move, 1.0); });
}

Result<double> Probe::slope_along(std::span<const double> direction, double h) {
  const auto here = loss();
  if (!here.ok()) return here.error();
  auto slope =
      along(direction, [&](const auto& move) { return slope_at(move, h, *here); });
  if (!slope.ok()) return slope.error();
  return slope->value;
}

}  // namespace backplane::inspect
