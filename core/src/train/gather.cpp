// Gathering in tasks of kRows samples, since bytes become numbers here.
#include "train/gather.hpp"

#include <algorithm>

#include "data/batch.hpp"

namespace backplane::train {
namespace {

struct GatherTasks {
  const data::Examples& examples;
  const data::Affine& affine;
  std::span<const std::uint32_t> rows;
  data::GatherTo to;
  std::uint64_t input_width, target_width;  // bytes a sample
  static constexpr std::size_t kRows = 32;

  static void call(void* context, std::int64_t task, std::uint32_t) {
    const auto& self = *static_cast<const GatherTasks*>(context);
    const std::size_t begin = static_cast<std::size_t>(task) * kRows;
    const std::size_t count = std::min(kRows, self.rows.size() - begin);
    data::GatherTo to = self.to;
    if (to.inputs != nullptr)
      to.inputs = static_cast<std::byte*>(to.inputs) + begin * self.input_width;
    if (to.labels != nullptr) to.labels += begin;
    if (to.dense != nullptr)
      to.dense = static_cast<std::byte*>(to.dense) + begin * self.target_width;
    data::gather(self.examples, self.affine, self.rows.subspan(begin, count), to);
  }
};

}  // namespace

void gather_batch(run::Session& session, Parallel& pool, const data::Dataset& dataset,
                  const data::Examples& examples, std::span<const std::uint32_t> rows,
                  bool inputs) {
  const plan::NetworkPlan& plan = session.network().plan();
  data::GatherTo to;
  to.dtype = plan.dtype;
  if (inputs) to.inputs = session.input();
  if (plan.target == BACKPLANE_LOSS_TARGET_INDEX) {
    to.labels = session.labels();
  } else {
    to.dense = session.targets();
    if (dataset.header.targets == data::Targets::labels) to.one_hot = plan.target_width;
  }
  const std::uint64_t width = size_of(plan.dtype);
  GatherTasks tasks{examples,
                    dataset.affine,
                    rows,
                    to,
                    static_cast<std::uint64_t>(elements(dataset.header.input)) * width,
                    static_cast<std::uint64_t>(plan.target_width) * width};
  const std::size_t count = (rows.size() + GatherTasks::kRows - 1) / GatherTasks::kRows;
  const TaskBatch batch{&GatherTasks::call, &tasks, static_cast<std::int64_t>(count)};
  pool.run_many({&batch, 1});
}

}  // namespace backplane::train
