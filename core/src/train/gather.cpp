// Gathering in tasks of kRows samples, since bytes become numbers here.
#include "train/gather.hpp"

#include <algorithm>

#include "data/batch.hpp"

namespace backplane::train {
namespace {

constexpr std::size_t kRows = 32;  // a task

std::int64_t tasks_of(std::size_t rows) {
  return static_cast<std::int64_t>((rows + kRows - 1) / kRows);
}

struct GatherTasks {
  const data::Examples& examples;
  const data::Affine& affine;
  std::span<const std::uint32_t> rows;
  data::GatherTo to;
  std::uint64_t input_width, target_width;  // bytes a sample
  std::size_t ids, labels;                  // entries a sample

  static void call(void* context, std::int64_t task, std::uint32_t) {
    const auto& self = *static_cast<const GatherTasks*>(context);
    const std::size_t begin = static_cast<std::size_t>(task) * kRows;
    const std::size_t count = std::min(kRows, self.rows.size() - begin);
    data::GatherTo to = self.to;
    if (to.inputs != nullptr)
      to.inputs = static_cast<std::byte*>(to.inputs) + begin * self.input_width;
    if (to.ids != nullptr) to.ids += begin * self.ids;
    if (to.labels != nullptr) to.labels += begin * self.labels;
    if (to.dense != nullptr)
      to.dense = static_cast<std::byte*>(to.dense) + begin * self.target_width;
    data::gather(self.examples, self.affine, self.rows.subspan(begin, count), to);
  }
};

struct AugmentTasks {
  data::Augmenter& augmenter;
  std::size_t stage;
  const data::AugmentBatch& batch;

  static void call(void* context, std::int64_t task, std::uint32_t worker) {
    const auto& self = *static_cast<const AugmentTasks*>(context);
    const std::size_t begin = static_cast<std::size_t>(task) * kRows;
    const std::size_t end = std::min(begin + kRows, self.batch.positions.size());
    self.augmenter.run(self.stage, self.batch, begin, end, worker);
  }
};

// Where the session wants its batch.
data::GatherTo place_of(const run::Session& session, const data::Dataset& dataset,
                        bool inputs) {
  const plan::NetworkPlan& plan = session.network().plan();
  data::GatherTo to;
  to.dtype = plan.dtype;
  if (inputs && plan.vocab > 0)
    to.ids = reinterpret_cast<std::int32_t*>(session.input());
  else if (inputs)
    to.inputs = session.input();
  if (plan.target == BACKPLANE_LOSS_TARGET_INDEX) {
    to.labels = session.labels();
    return to;
  }
  to.dense = session.targets();
  if (dataset.header.targets == data::Targets::labels) to.one_hot = plan.target_width;
  return to;
}

}  // namespace

void gather_batch(run::Session& session, Parallel& pool, const data::Dataset& dataset,
                  const data::Examples& examples, std::span<const std::uint32_t> rows,
                  bool inputs) {
  const plan::NetworkPlan& plan = session.network().plan();
  const std::uint64_t width = size_of(plan.dtype);
  const auto features = static_cast<std::uint64_t>(elements(dataset.header.input));
  const std::int64_t dense = plan.target_width * plan.output_steps();
  GatherTasks tasks{examples,
                    dataset.affine,
                    rows,
                    place_of(session, dataset, inputs),
                    features * width,
                    static_cast<std::uint64_t>(dense) * width,
                    features,
                    static_cast<std::size_t>(examples.label_width)};
  const TaskBatch batch{&GatherTasks::call, &tasks, tasks_of(rows.size())};
  pool.run_many({&batch, 1});
}

void gather_augmented(run::Session& session, Parallel& pool,
                      const data::Dataset& dataset, std::span<const std::uint32_t> rows,
                      bool inputs, data::Augmenter& augmenter, const BatchKey& key) {
  const data::AugmentBatch batch{
      dataset.train, dataset.affine, rows,     place_of(session, dataset, inputs),
      key.seed,      key.epoch,      key.index};
  for (std::size_t stage = 0; stage < augmenter.stages(); ++stage) {
    AugmentTasks tasks{augmenter, stage, batch};
    const TaskBatch region{&AugmentTasks::call, &tasks, tasks_of(rows.size())};
    pool.run_many({&region, 1});
  }
}

}  // namespace backplane::train
