// The loss and the backward pass: data from last to first, then the parameters of all
// layers as one region, then their second halves; layers that share a parameter have
// regions after that.
#include <algorithm>
#include <cstring>

#include "math/reduce.hpp"
#include "run/passes.hpp"
#include "run/session.hpp"

namespace backplane::run {
namespace {

// du += dv over a task's stretch of two gradients of one value.
struct SumPass {
  std::byte* into = nullptr;
  const std::byte* from = nullptr;
  std::uint32_t dtype = 0;
  std::int64_t count = 0;
};

template <class T>
void add(const SumPass& pass, std::int64_t begin, std::int64_t end) {
  T* into = reinterpret_cast<T*>(pass.into);
  const T* from = reinterpret_cast<const T*>(pass.from);
  for (std::int64_t i = begin; i < end; ++i) into[i] += from[i];
}

backplane_status sum_task(const Work& work, const Task& task) {
  const auto& pass = *static_cast<const SumPass*>(work.subject);
  const std::int64_t begin = task.index * kPassElements;
  const std::int64_t end = std::min(pass.count, begin + kPassElements);
  if (pass.dtype == BACKPLANE_DT_F64)
    add<double>(pass, begin, end);
  else
    add<float>(pass, begin, end);
  return BACKPLANE_OK;
}

}  // namespace

backplane_loss_args Session::loss_args(std::int64_t rows, std::size_t h) const {
  const plan::HeadPlan& head = network_.plan().heads[h];
  const Tensor& output = this->output(rows, h);
  backplane_loss_args args{};
  args.struct_size = sizeof args;
  args.dtype = output.shape.dtype;
  args.cols = head.columns();
  args.rows = loss_rows(rows, h);
  args.ld_pred = args.cols;
  args.ld_target = head.target_width;
  args.pred = output.data;
  if (head.target == BACKPLANE_LOSS_TARGET_INDEX)
    args.target_index = labels(h);
  else
    args.target = targets(h);
  args.row_loss = reinterpret_cast<double*>(arena_.at(memory_.heads[h].row_loss));
  return args;
}

// Losses are the last uses of an output, in their order; other readers come first.
std::byte* Session::loss_gradient(std::size_t h) const {
  const auto& heads = network_.plan().heads;
  const auto& uses = memory_.layout.grads[static_cast<std::size_t>(heads[h].output)];
  if (uses.empty()) return nullptr;
  std::size_t later = 0;
  for (std::size_t other = h + 1; other < heads.size(); ++other)
    later += heads[other].output == heads[h].output ? 1 : 0;
  const int storage = uses[uses.size() - 1 - later];
  return arena_.at(memory_.storage[static_cast<std::size_t>(storage)]);
}

Result<double> Session::weigh(const Pass& pass, std::size_t h) {
  const auto n = static_cast<int>(network_.plan().nodes.size());
  LossPass loss{network_.plan().heads[h].loss.get(), loss_args(pass.rows, h),
                reinterpret_cast<double*>(arena_.at(memory_.heads[h].row_weight)), 0};
  loss.step = std::max<std::int64_t>(
      1, kPassElements / std::max<std::int64_t>(loss.args.cols, 1));
  Work work = loss.work(n);
  if (auto done = region({&work, 1}); !done.ok()) return done.error();
  return tree_sum(std::span<const double>{loss.row_weight,
                                          static_cast<std::size_t>(loss.args.rows)});
}

Result<double> Session::loss(const Pass& pass, std::size_t h) {
  const auto n = static_cast<int>(network_.plan().nodes.size());
  LossPass loss{network_.plan().heads[h].loss.get(), loss_args(pass.rows, h), nullptr,
                0};
  loss.step = std::max<std::int64_t>(
      1, kPassElements / std::max<std::int64_t>(loss.args.cols, 1));
  loss.args.grad_scale = pass.grad_scale;
  if (pass.training) loss.args.dpred = loss_gradient(h);
  Work work = loss.work(n);
  if (auto done = region({&work, 1}); !done.ok()) return done.error();
  return tree_sum(std::span<const double>{loss.args.row_loss,
                                          static_cast<std::size_t>(loss.args.rows)});
}

// dv of a value with several uses: the sum over them, in the order of its readers.
Outcome Session::sum_gradients(Instance& instance, int node) {
  for (const int v : network_.plan().nodes[static_cast<std::size_t>(node)].out) {
    const auto& grads = memory_.layout.grads[static_cast<std::size_t>(v)];
    for (std::size_t use = 1; use < grads.size(); ++use) {
      const Tensor& value = instance.values[static_cast<std::size_t>(v)];
      SumPass pass{arena_.at(memory_.storage[static_cast<std::size_t>(grads[0])]),
                   arena_.at(memory_.storage[static_cast<std::size_t>(grads[use])]),
                   value.shape.dtype, elements(value.shape)};
      Work work;
      work.call = &sum_task;
      work.subject = &pass;
      work.node = node;
      work.kind = TaskKind::sum;
      work.tasks = (pass.count + kPassElements - 1) / kPassElements;
      if (auto done = region({&work, 1}); !done.ok()) return done;
    }
  }
  return Done{};
}

Outcome Session::backward_one(Instance& instance, int n) {
  const NodeInstance& node = instance.nodes[static_cast<std::size_t>(n)];
  copy_view(instance, n, true);
  if (node.backward_alone)
    if (auto done = activation_pass(instance, n, true); !done.ok()) return done;
  if (!node.back_data) return Done{};
  for (const auto phase : {BACKPLANE_PHASE_BACK_DATA, BACKPLANE_PHASE_BACK_DATA_2})
    if (auto done = run_phase(instance, n, phase); !done.ok()) return done;
  return Done{};
}

Outcome Session::backward_data(Instance& instance) {
  for (int n = static_cast<int>(instance.nodes.size()); n-- > 0;) {
    if (!memory_.layout.trains[static_cast<std::size_t>(n)]) continue;
    if (auto done = sum_gradients(instance, n); !done.ok()) return done;
    if (auto done = backward_one(instance, n); !done.ok()) return done;
  }
  return Done{};
}

Outcome Session::backward_params(Instance& instance) {
  for (const std::vector<int>& turn : memory_.layout.turns.turns)
    for (const auto phase :
         {BACKPLANE_PHASE_BACK_PARAMS, BACKPLANE_PHASE_BACK_PARAMS_2}) {
      std::size_t count = 0;
      for (const int n : turn) {
        const Work work = layer_work(network_.plan(), instance, n, phase);
        if (work.tasks > 0) works_[count++] = work;
      }
      if (count == 0) continue;
      if (auto done = region({works_.data(), count}); !done.ok()) return done;
    }
  return Done{};
}

// What a node adds to that no other wrote before it.
void Session::clear_gradients() {
  const plan::NetworkPlan& plan = network_.plan();
  for (const int p : memory_.layout.turns.cleared) {
    const plan::TensorPlan& param = plan.params[static_cast<std::size_t>(p)];
    const std::uint64_t width = size_of(plan.dtype);
    std::memset(param_grads() + static_cast<std::uint64_t>(param.offset) * width, 0,
                static_cast<std::uint64_t>(param.count()) * width);
  }
}

Outcome Session::backward(const Pass& pass) {
  Instance& now = instance(pass.rows);
  prepare(now, pass);
  if (auto done = backward_data(now); !done.ok()) return done;
  if (!pass.accumulate) clear_gradients();
  return backward_params(now);
}

Outcome Session::backward_node(const Pass& pass, int node) {
  Instance& now = instance(pass.rows);
  prepare(now, pass);
  now.nodes[static_cast<std::size_t>(node)].args.flags &= ~BACKPLANE_RUN_ACCUMULATE;
  if (auto done = backward_one(now, node); !done.ok()) return done;
  if (network_.plan().nodes[static_cast<std::size_t>(node)].layer == nullptr)
    return Done{};
  for (const auto phase : {BACKPLANE_PHASE_BACK_PARAMS, BACKPLANE_PHASE_BACK_PARAMS_2})
    if (auto done = run_phase(now, node, phase); !done.ok()) return done;
  return Done{};
}

Outcome Session::apply_link(const Pass& pass) {
  const auto& heads = network_.plan().heads;
  for (std::size_t h = 0; h < heads.size(); ++h) {
    const bool first =
        std::ranges::find(heads, heads[h].output, &plan::HeadPlan::output) ==
        heads.begin() + static_cast<std::ptrdiff_t>(h);
    if (!first || heads[h].link == nullptr) continue;
    const ActivationPass link = make_link_pass(*heads[h].link, output(pass.rows, h));
    Work work = link.work(static_cast<int>(network_.plan().nodes.size()));
    if (auto done = region({&work, 1}); !done.ok()) return done;
  }
  return Done{};
}

}  // namespace backplane::run
