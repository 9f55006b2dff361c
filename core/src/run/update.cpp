// Segments of at most kStretch elements, cut by shape alone, are the update's tasks.
#include "run/update.hpp"

#include <algorithm>
#include <cmath>
#include <regex>

#include "math/reduce.hpp"

namespace backplane::run {
namespace {

constexpr std::int64_t kStretch = 16384;
constexpr std::size_t kMostSlots = 16;

bool matches(const std::string& pattern, const plan::NodePlan& node,
             const plan::TensorPlan& param) {
  if (pattern == node.part || pattern == param.local || pattern == param.name)
    return true;
  try {
    return std::regex_match(param.name, std::regex(pattern));
  } catch (const std::regex_error&) {
    return false;
  }
}

}  // namespace

Updater::Updater(const Network& network, std::shared_ptr<const Optimizer> optimizer,
                 const UpdateOptions& options)
    : network_(network),
      optimizer_(std::move(optimizer)),
      clip_norm_(options.clip_norm),
      slot_names_(optimizer_->slots()) {
  const plan::NetworkPlan& plan = network_.plan();
  const bool whole = (optimizer_->flags() & BACKPLANE_OPT_WHOLE_TENSOR) != 0;
  if (slot_names_.size() > kMostSlots) slot_names_.resize(kMostSlots);
  for (const plan::TensorPlan& param : plan.params) {
    if ((param.flags & BACKPLANE_TF_TRAINABLE) == 0) continue;
    const plan::NodePlan& node = plan.nodes[static_cast<std::size_t>(param.node)];
    const bool spared = std::ranges::any_of(
        options.no_decay,
        [&](const std::string& p) { return matches(p, node, param); });
    const double decay = spared ? 0 : options.weight_decay;
    const std::int64_t count = param.count();
    const std::int64_t stretch = whole ? std::max<std::int64_t>(count, 1) : kStretch;
    for (std::int64_t at = 0; at < count; at += stretch)
      segments_.push_back({param.offset + at, std::min(stretch, count - at), decay});
  }
  squares_.resize(segments_.size());
  for (std::size_t s = 0; s < slot_names_.size(); ++s)
    slots_.emplace_back(static_cast<std::uint64_t>(plan.param_room) *
                        size_of(plan.dtype));
}

std::byte* Updater::slot(std::size_t slot, const plan::TensorPlan& param) const {
  return slots_[slot].at(static_cast<std::uint64_t>(param.offset) *
                         size_of(network_.plan().dtype));
}

backplane_status Updater::update_task(const Work& work, const Task& task) {
  const auto& self = *static_cast<const Updater*>(work.subject);
  const Segment& segment = self.segments_[static_cast<std::size_t>(task.index)];
  const plan::NetworkPlan& plan = self.network_.plan();
  const std::uint64_t at =
      static_cast<std::uint64_t>(segment.begin) * size_of(plan.dtype);
  void* slots[kMostSlots];
  for (std::size_t s = 0; s < self.slots_.size(); ++s) slots[s] = self.slots_[s].at(at);
  backplane_opt_args args{};
  args.struct_size = sizeof args;
  args.dtype = static_cast<std::uint32_t>(plan.dtype);
  args.n_slots = static_cast<std::uint32_t>(self.slots_.size());
  args.n = segment.count;
  args.w = self.network_.params() + at;
  args.g = self.now_.grads + at;
  args.slots = slots;
  args.lr = self.now_.lr;
  args.weight_decay = segment.weight_decay;
  args.grad_scale = self.now_.scale;
  args.step = self.now_.step;
  args.err = task.error;
  return self.optimizer_->update(args);
}

backplane_status Updater::norm_task(const Work& work, const Task& task) {
  // Each task writes its own square: the const is the updater's, not the scratch's.
  auto& self = *const_cast<Updater*>(static_cast<const Updater*>(work.subject));
  const auto index = static_cast<std::size_t>(task.index);
  const Segment& segment = self.segments_[index];
  const plan::NetworkPlan& plan = self.network_.plan();
  const auto count = static_cast<std::size_t>(segment.count);
  const std::byte* g =
      self.now_.grads + static_cast<std::uint64_t>(segment.begin) * size_of(plan.dtype);
  self.squares_[index] =
      plan.dtype == DType::f64
          ? tree_sum_of_squares(std::span(reinterpret_cast<const double*>(g), count))
          : tree_sum_of_squares(std::span(reinterpret_cast<const float*>(g), count));
  return BACKPLANE_OK;
}

bool Updater::region(Parallel& pool, Work::Call call) {
  Work work;
  work.call = call;
  work.subject = this;
  work.tasks = static_cast<std::int64_t>(segments_.size());
  return run_region(pool, {&work, 1}, first_);
}

Outcome Updater::step(Parallel& pool, const std::byte* grads, double lr,
                      std::uint64_t step) {
  now_ = {grads, lr, 1, step};
  if (clip_norm_ > 0) {
    region(pool, &norm_task);
    norm_ = std::sqrt(tree_sum<double>(squares_));
    now_.scale = std::min(1.0, clip_norm_ / (norm_ + 1e-6));  // 1e-6: as PyTorch does
  }
  if (region(pool, &update_task)) return Done{};
  return Error{"E0703", std::string("the optimizer failed: ") + first_.error().message,
               {},      {},
               {},      {},
               {}};
}

}  // namespace backplane::run
