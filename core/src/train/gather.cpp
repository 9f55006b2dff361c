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

// Tells the session's recorder, where there is one, when a task ran.
class Recorded {
 public:
  Recorded(run::Recorder* recorder, int node, std::int64_t task, std::uint32_t worker)
      : recorder_(recorder), worker_(worker) {
    if (recorder_ != nullptr)
      record_ = {run::TaskKind::gather, node, task, recorder_->now(), 0};
  }
  Recorded(const Recorded&) = delete;
  Recorded& operator=(const Recorded&) = delete;
  ~Recorded() {
    if (recorder_ == nullptr) return;
    record_.end = recorder_->now();
    recorder_->add(worker_, record_);
  }

 private:
  run::Recorder* recorder_;
  std::uint32_t worker_;
  run::TaskRecord record_;
};

int no_node(const run::Session& session) {
  return static_cast<int>(session.network().plan().nodes.size());
}

struct GatherTasks {
  const run::Session& session;
  const data::Examples& examples;
  const data::Affine& affine;
  std::span<const std::uint32_t> rows;
  data::GatherTo to;
  std::uint64_t input_width, target_width;  // bytes a sample
  std::size_t ids, labels;                  // entries a sample

  static void call(void* context, std::int64_t task, std::uint32_t worker) {
    const auto& self = *static_cast<const GatherTasks*>(context);
    const Recorded recorded(self.session.recorder(), no_node(self.session), task,
                            worker);
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
  const run::Session& session;
  data::Augmenter& augmenter;
  std::size_t stage;
  const data::AugmentBatch& batch;

  static void call(void* context, std::int64_t task, std::uint32_t worker) {
    const auto& self = *static_cast<const AugmentTasks*>(context);
    const Recorded recorded(self.session.recorder(), no_node(self.session), task,
                            worker);
    const std::size_t begin = static_cast<std::size_t>(task) * kRows;
    const std::size_t end = std::min(begin + kRows, self.batch.positions.size());
    self.augmenter.run(self.stage, self.batch, begin, end, worker);
  }
};

// Where the session wants one input and the targets of one head; either may be past
// the last, and then is not written.
struct Want {
  std::size_t input, head;
};

struct Gathered {
  data::GatherTo to;
  std::size_t features = 0, dense = 0, labels = 0;  // entries a sample
};

Gathered place_of(const run::Session& session, const data::Dataset& dataset,
                  const Want& want) {
  const plan::NetworkPlan& plan = session.network().plan();
  Gathered gathered;
  data::GatherTo& to = gathered.to;
  to.dtype = plan.dtype;
  if (want.input < plan.inputs.size()) {
    to.input = want.input;
    gathered.features =
        static_cast<std::size_t>(elements(dataset.header.inputs[want.input].shape));
    if (plan.input(want.input).vocab > 0)
      to.ids = reinterpret_cast<std::int32_t*>(session.input(want.input));
    else
      to.inputs = session.input(want.input);
  }
  if (want.head >= plan.heads.size()) return gathered;
  const plan::HeadPlan& head = plan.heads[want.head];
  const data::TargetForm& target = dataset.header.targets[head.data_target];
  to.target = head.data_target;
  gathered.labels = static_cast<std::size_t>(target.label_width);
  gathered.dense = static_cast<std::size_t>(head.target_width * head.steps());
  if (head.target == BACKPLANE_LOSS_TARGET_INDEX) {
    to.labels = session.labels(want.head);
    return gathered;
  }
  to.dense = session.targets(want.head);
  if (target.kind == data::Targets::labels) to.one_hot = head.target_width;
  return gathered;
}

void gather_one(run::Session& session, Parallel& pool, const data::Dataset& dataset,
                const data::Examples& examples, std::span<const std::uint32_t> rows,
                const Want& want) {
  const std::uint64_t width = size_of(session.network().plan().dtype);
  const Gathered gathered = place_of(session, dataset, want);
  GatherTasks tasks{session,
                    examples,
                    dataset.affines[gathered.to.input],
                    rows,
                    gathered.to,
                    gathered.features * width,
                    gathered.dense * width,
                    gathered.features,
                    gathered.labels};
  const TaskBatch batch{&GatherTasks::call, &tasks, tasks_of(rows.size())};
  pool.run_many({&batch, 1});
}

// The k-th input to be gathered when `first` comes first.
std::size_t input_at(std::size_t k, std::size_t first) {
  if (k == 0) return first;
  return k <= first ? k - 1 : k;
}

constexpr std::size_t kNone = ~std::size_t{0};

// From the k-th on: inputs where asked for, and heads.
void gather_rest(run::Session& session, Parallel& pool, const data::Dataset& dataset,
                 const data::Examples& examples, std::span<const std::uint32_t> rows,
                 bool inputs, std::size_t first, std::size_t from) {
  const plan::NetworkPlan& plan = session.network().plan();
  const std::size_t some = inputs ? plan.inputs.size() : 0;
  for (std::size_t k = from; k < std::max(some, plan.heads.size()); ++k)
    gather_one(session, pool, dataset, examples, rows,
               {k < some ? input_at(k, first) : kNone, k});
}

}  // namespace

void gather_batch(run::Session& session, Parallel& pool, const data::Dataset& dataset,
                  const data::Examples& examples, std::span<const std::uint32_t> rows,
                  bool inputs) {
  gather_rest(session, pool, dataset, examples, rows, inputs, 0, 0);
}

void gather_augmented(run::Session& session, Parallel& pool,
                      const data::Dataset& dataset, std::span<const std::uint32_t> rows,
                      bool inputs, data::Augmenter& augmenter, const BatchKey& key) {
  const Want want{inputs ? key.input : kNone, 0};
  const data::AugmentBatch batch{dataset.train, dataset.affines[key.input],
                                 rows,          place_of(session, dataset, want).to,
                                 key.seed,      key.epoch,
                                 key.index};
  for (std::size_t stage = 0; stage < augmenter.stages(); ++stage) {
    AugmentTasks tasks{session, augmenter, stage, batch};
    const TaskBatch region{&AugmentTasks::call, &tasks, tasks_of(rows.size())};
    pool.run_many({&region, 1});
  }
  gather_rest(session, pool, dataset, dataset.train, rows, inputs, key.input, 1);
}

}  // namespace backplane::train
