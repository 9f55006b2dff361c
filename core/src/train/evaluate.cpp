// Loss and metrics over a split, in batches of at most kEvalRows.
#include <algorithm>
#include <numeric>

#include "data/batch.hpp"
#include "train/gather.hpp"
#include "train/trainer.hpp"

namespace backplane::train {
namespace {

constexpr std::int64_t kEvalRows = 256;
// A sample with several rows of the loss takes as much memory as several samples.
constexpr std::int64_t kEvalLossRows = 4096;

std::int64_t most_steps(const plan::NetworkPlan& plan) {
  std::int64_t most = 1;
  for (const plan::HeadPlan& head : plan.heads) most = std::max(most, head.steps());
  return most;
}

std::int64_t evaluation_rows(std::int64_t count, std::int64_t steps) {
  const std::int64_t most =
      steps > 1 ? std::clamp<std::int64_t>(kEvalLossRows / steps, 1, kEvalRows)
                : kEvalRows;
  return std::clamp<std::int64_t>(count, 1, most);
}

}  // namespace

// A session for batches of `size` and for the rest of `count`; kept for the next time.
Outcome Trainer::prepare_evaluation(std::int64_t count, std::int64_t size) {
  const std::int64_t rest = count % size;
  const auto planned = [&](std::int64_t rows) {
    return rows == 0 ||
           (eval_ != nullptr &&
            std::ranges::any_of(eval_->memory().batches,
                                [&](const auto& b) { return b.rows == rows; }));
  };
  if (planned(size) && planned(rest)) return Done{};
  plan::MemoryOptions options;
  options.training = false;
  options.rows = {size};
  if (rest != 0) options.rows.push_back(rest);
  auto session = run::Session::create(*network_, pool_, options);
  if (!session.ok()) return session.error();
  eval_ = std::move(*session);
  return Done{};
}

// What the metrics judge of a head: its outputs for the batch that `eval_` holds, and
// its targets.
Outcome Trainer::judge(std::size_t h, const data::Examples& examples,
                       std::span<const std::uint32_t> rows, const Metrics& metrics) {
  const plan::HeadPlan& head = experiment_.plan.heads[h];
  std::vector<std::int32_t> labels;
  MetricBatch batch;
  const auto count = static_cast<std::int64_t>(rows.size());
  batch.dtype = experiment_.plan.dtype;
  batch.rows = eval_->loss_rows(count, h);
  batch.cols = head.columns();
  batch.outputs = eval_->output(count, h).data;
  if (dataset_.header.targets[head.data_target].kind == data::Targets::labels) {
    labels.resize(static_cast<std::size_t>(batch.rows));
    data::GatherTo to;
    to.target = head.data_target;
    to.labels = labels.data();
    data::gather(examples, dataset_.affines.front(), rows, to);
    batch.labels = labels.data();
  } else {
    batch.dense = eval_->targets(h);
  }
  const MetricBatch counted = judged_.of(
      batch, head.judged_columns(), experiment_.job.data.ignored_of(head.data_target));
  for (const auto& metric : metrics)
    if (metric.head == h)
      if (auto done = metric->add(counted); !done.ok()) return done;
  return Done{};
}

// The losses of the batch, and what the metrics make of it.
Outcome Trainer::judge_batch(const data::Examples& examples,
                             std::span<const std::uint32_t> rows,
                             std::vector<LossSum>& sums, const Metrics& metrics) {
  gather_batch(*eval_, pool_, dataset_, examples, rows, true);
  run::Pass pass;
  pass.rows = static_cast<std::int64_t>(rows.size());
  if (auto done = eval_->forward(pass); !done.ok()) return done;
  for (std::size_t h = 0; h < sums.size(); ++h) {
    auto weight = eval_->weigh(pass, h);
    if (!weight.ok()) return weight.error();
    auto loss = eval_->loss(pass, h);
    if (!loss.ok()) return loss.error();
    sums[h].weight += *weight;
    sums[h].sum += *loss;
    if (auto done = judge(h, examples, rows, metrics); !done.ok()) return done;
  }
  eval_->next_batch();
  return Done{};
}

Result<Evaluation> Trainer::evaluate(const data::Examples& examples) {
  const std::int64_t count = examples.count();
  // Where states are carried, as many streams side by side as in training.
  const bool stateful = dataset_.header.stateful;
  const std::int64_t size =
      stateful ? std::clamp<std::int64_t>(count, 1, experiment_.job.data.batch)
               : evaluation_rows(count, most_steps(experiment_.plan));
  if (auto done = prepare_evaluation(count, size); !done.ok()) return done.error();
  auto metrics = make_metrics(experiment_.job, experiment_.metric_tasks());
  if (!metrics.ok()) return metrics.error();
  std::vector<std::uint32_t> positions(static_cast<std::size_t>(count));
  if (stateful)
    data::stream_order(size, positions);
  else
    std::iota(positions.begin(), positions.end(), 0u);
  eval_->reset_states();
  std::vector<LossSum> sums(experiment_.plan.heads.size());
  for (std::int64_t at = 0; at < count; at += size) {
    const auto rows = std::span(positions).subspan(
        static_cast<std::size_t>(at),
        static_cast<std::size_t>(std::min(size, count - at)));
    if (auto done = judge_batch(examples, rows, sums, *metrics); !done.ok())
      return done.error();
  }
  Evaluation evaluation;
  for (const LossSum& sum : sums) evaluation.losses.push_back(sum.mean());
  evaluation.loss = weighted(experiment_.plan, sums);
  evaluation.metrics = std::move(*metrics);
  return evaluation;
}

}  // namespace backplane::train
