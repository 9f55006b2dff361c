// Segments of at most kStretch elements, cut by shape alone, are the update's tasks.
#include "run/update.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstring>

#include "math/gemm.hpp"
#include "math/reduce.hpp"

namespace backplane::run {
namespace {

constexpr std::int64_t kStretch = 16384;
constexpr std::size_t kMostSlots = 16;

// f(T{}) with the precision's T.
template <class F>
void with_type(DType dtype, const F& f) {
  dtype == DType::f64 ? f(double{}) : f(float{});
}

template <class T>
T* as(std::byte* data) {
  return reinterpret_cast<T*>(data);
}

bool whole(const plan::Treatment& treatment) {
  return (treatment.optimizer->flags() & BACKPLANE_OPT_WHOLE_TENSOR) != 0;
}

// 1 - d of step t.
double share_of_new(const plan::Average& average, std::uint64_t step) {
  const auto t = static_cast<double>(step);
  if (!average.warmup) return 1 - average.decay;
  return 1 - std::min(average.decay, (1 + t) / (10 + t));
}

}  // namespace

Updater::Updater(const Network& network, const plan::UpdatePlan& plan,
                 std::uint32_t workers)
    : network_(network), plan_(plan) {
  const auto& params = network_.plan().params;
  for (std::size_t p = 0; p < params.size(); ++p)
    if (params[p].trainable()) cut(p);
  squares_.resize(segments_.size());
  for (const plan::Lane& lane : plan_.slots) slots_.emplace_back(bytes(lane.room));
  averages_ = Arena(bytes(plan_.averages.room));
  scratch_ = Arena(plan_.scratch * workers);
}

void Updater::cut(std::size_t p) {
  const plan::TensorPlan& param = network_.plan().params[p];
  Segment segment;
  segment.param = p;
  segment.treatment = &plan_.treatments[static_cast<std::size_t>(param.group)];
  segment.lr_factor = segment.treatment->lr_factor * param.lr_factor;
  if (param.decays) {
    segment.weight_decay = segment.treatment->weight_decay;
    segment.l1 = segment.treatment->l1;
    segment.l2 = segment.treatment->l2;
    segment.shrink = segment.treatment->shrink;
  }
  const std::int64_t count = param.count();
  const std::int64_t stretch =
      whole(*segment.treatment) ? std::max<std::int64_t>(count, 1) : kStretch;
  for (std::int64_t at = 0; at < count; at += stretch) {
    segment.begin = at;
    segment.count = std::min(stretch, count - at);
    segments_.push_back(segment);
  }
}

const plan::TensorPlan& Updater::param(const Segment& segment) const {
  return network_.plan().params[segment.param];
}
std::uint64_t Updater::bytes(std::int64_t elements) const {
  return static_cast<std::uint64_t>(elements) * size_of(network_.plan().dtype);
}
std::byte* Updater::weights(const Segment& segment) const {
  return network_.params() + bytes(param(segment).offset + segment.begin);
}
std::byte* Updater::gradients(const Segment& segment) const {
  return now_.grads + bytes(param(segment).offset + segment.begin);
}
std::byte* Updater::averages(const Segment& segment) const {
  const std::int64_t offset = plan_.averages.offset[segment.param];
  return averages_.at(bytes(offset + segment.begin));
}

std::vector<Remembered> Updater::memory() const {
  std::vector<Remembered> all;
  const auto add = [&](const plan::Lane& lane, const std::string& slot,
                       const Arena& arena) {
    const auto& params = network_.plan().params;
    for (std::size_t p = 0; p < params.size(); ++p)
      if (lane.offset[p] >= 0)
        all.push_back({slot, &params[p], arena.at(bytes(lane.offset[p]))});
  };
  for (std::size_t s = 0; s < slots_.size(); ++s)
    add(plan_.slots[s], plan_.slots[s].name, slots_[s]);
  if (plan_.average) add(plan_.averages, "", averages_);
  return all;
}

// The slots that are kept for the parameter: the first so many.
std::uint32_t Updater::find_slots(const Segment& segment, void** slots) const {
  std::uint32_t n = 0;
  for (std::size_t s = 0; s < slots_.size(); ++s) {
    const std::int64_t offset = plan_.slots[s].offset[segment.param];
    slots[s] = offset < 0 ? nullptr : slots_[s].at(bytes(offset + segment.begin));
    if (offset >= 0) ++n;
  }
  return n;
}

// g = scale g + penalties, so that the optimizer finds the scale applied.
void Updater::add_penalty(const Segment& segment) const {
  const double rate = now_.lr * segment.lr_factor;
  const Penalty penalty{now_.scale, segment.l1, segment.l2, 1 - rate * segment.shrink};
  with_type(network_.plan().dtype, [&]<class T>(T) {
    penalise(penalty, segment.count, as<T>(weights(segment)),
             as<T>(gradients(segment)));
  });
}

void Updater::move_average(const Segment& segment) const {
  const double share = share_of_new(*plan_.average, now_.step);
  with_type(network_.plan().dtype, [&]<class T>(T) {
    average(share, segment.count, as<const T>(weights(segment)),
            as<T>(averages(segment)));
  });
}

backplane_opt_args Updater::arguments(const Segment& segment) const {
  backplane_opt_args args{};
  args.struct_size = sizeof args;
  args.dtype = static_cast<std::uint32_t>(network_.plan().dtype);
  args.n = segment.count;
  args.w = weights(segment);
  args.g = gradients(segment);
  args.lr = now_.lr * segment.lr_factor;
  args.weight_decay = segment.weight_decay;
  args.grad_scale = segment.penalised() ? 1 : now_.scale;
  args.step = now_.step;
  if (whole(*segment.treatment)) args.shape = &param(segment).shape;
  args.math = math_service();
  return args;
}

backplane_status Updater::update_task(const Work& work, const Task& task) {
  const auto& self = *static_cast<const Updater*>(work.subject);
  const Segment& segment = self.segments_[static_cast<std::size_t>(task.index)];
  const bool averages = self.plan_.average.has_value();
  if (averages && self.now_.step == 1)
    std::memcpy(self.averages(segment), self.weights(segment),
                self.bytes(segment.count));
  if (segment.penalised()) self.add_penalty(segment);
  std::array<void*, kMostSlots> slots{};
  backplane_opt_args args = self.arguments(segment);
  args.n_slots = self.find_slots(segment, slots.data());
  args.slots = slots.data();
  args.scratch = self.scratch_.at(self.plan_.scratch * task.worker);
  args.err = task.error;
  const backplane_status status = segment.treatment->optimizer->update(args);
  if (averages && status == BACKPLANE_OK) self.move_average(segment);
  return status;
}

backplane_status Updater::norm_task(const Work& work, const Task& task) {
  // Each task writes its own square: the const is the updater's, not the scratch's.
  auto& self = *const_cast<Updater*>(static_cast<const Updater*>(work.subject));
  const auto index = static_cast<std::size_t>(task.index);
  const Segment& segment = self.segments_[index];
  with_type(self.network_.plan().dtype, [&]<class T>(T) {
    self.squares_[index] = tree_sum_of_squares(std::span<const T>(
        as<const T>(self.gradients(segment)), static_cast<std::size_t>(segment.count)));
  });
  return BACKPLANE_OK;
}

bool Updater::region(Parallel& pool, Work::Call call) {
  Work work;
  work.call = call;
  work.subject = this;
  work.tasks = static_cast<std::int64_t>(segments_.size());
  work.kind = TaskKind::update;
  return run_region(pool, {&work, 1}, first_, recorder_);
}

Outcome Updater::step(Parallel& pool, std::byte* grads, double lr, std::uint64_t step) {
  now_ = {grads, lr, 1, step};
  if (plan_.clip_norm > 0) {
    region(pool, &norm_task);
    norm_ = std::sqrt(tree_sum<double>(squares_));
    now_.scale =
        std::min(1.0, plan_.clip_norm / (norm_ + 1e-6));  // 1e-6: as PyTorch does
  }
  if (region(pool, &update_task)) return Done{};
  return Error{"E0703", std::string("the optimizer failed: ") + first_.error().message,
               {},      {},
               {},      {},
               {}};
}

void Updater::swap_average() {
  if (!plan_.average) return;
  for (const Segment& segment : segments_)
    std::swap_ranges(weights(segment), weights(segment) + bytes(segment.count),
                     averages(segment));
}

}  // namespace backplane::run
