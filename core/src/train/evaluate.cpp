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

// What the metrics judge: the outputs of the batch that `eval_` holds, and its targets.
Outcome Trainer::judge(const data::Examples& examples,
                       std::span<const std::uint32_t> rows, const Metrics& metrics) {
  std::vector<std::int32_t> labels;
  MetricBatch batch;
  const auto count = static_cast<std::int64_t>(rows.size());
  batch.dtype = experiment_.plan.dtype;
  batch.rows = eval_->loss_rows(count);
  batch.cols = experiment_.plan.output_columns();
  batch.outputs = eval_->output(count).data;
  if (dataset_.header.targets == data::Targets::labels) {
    labels.resize(static_cast<std::size_t>(batch.rows));
    data::GatherTo to;
    to.labels = labels.data();
    data::gather(examples, dataset_.affine, rows, to);
    batch.labels = labels.data();
  } else {
    batch.dense = eval_->targets();
  }
  const MetricBatch counted = judged_.of(batch, experiment_.plan.judged_columns(),
                                         experiment_.job.data.ignored);
  for (const auto& metric : metrics)
    if (auto done = metric->add(counted); !done.ok()) return done;
  return Done{};
}

Result<Evaluation> Trainer::evaluate(const data::Examples& examples) {
  const std::int64_t count = examples.count();
  // Where states are carried, as many streams side by side as in training.
  const bool stateful = dataset_.header.stateful;
  const std::int64_t size =
      stateful ? std::clamp<std::int64_t>(count, 1, experiment_.job.data.batch)
               : evaluation_rows(count, experiment_.plan.output_steps());
  if (auto done = prepare_evaluation(count, size); !done.ok()) return done.error();
  auto metrics = make_metrics(experiment_.job.metrics, experiment_.metric_task());
  if (!metrics.ok()) return metrics.error();
  Evaluation evaluation{0, std::move(*metrics)};
  std::vector<std::uint32_t> positions(static_cast<std::size_t>(count));
  if (stateful)
    data::stream_order(size, positions);
  else
    std::iota(positions.begin(), positions.end(), 0u);
  eval_->reset_states();
  double sum = 0, weight = 0;
  for (std::int64_t at = 0; at < count; at += size) {
    const auto rows = std::span(positions).subspan(
        static_cast<std::size_t>(at),
        static_cast<std::size_t>(std::min(size, count - at)));
    gather_batch(*eval_, pool_, dataset_, examples, rows, true);
    run::Pass pass;
    pass.rows = static_cast<std::int64_t>(rows.size());
    auto part = eval_->weigh(pass);
    if (!part.ok()) return part.error();
    if (auto done = eval_->forward(pass); !done.ok()) return done.error();
    auto loss = eval_->loss(pass);
    if (!loss.ok()) return loss.error();
    weight += *part;
    sum += *loss;
    if (auto done = judge(examples, rows, evaluation.metrics); !done.ok())
      return done.error();
    eval_->next_batch();
  }
  evaluation.loss = weight > 0 ? sum / weight : 0;
  return evaluation;
}

}  // namespace backplane::train
