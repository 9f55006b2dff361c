// Cutting passes into tasks, by shape alone.
#include "run/passes.hpp"

#include <algorithm>

namespace backplane::run {
namespace {

template <class T>
T* moved(T* base, std::int64_t elements, std::uint64_t width) {
  using Byte = std::conditional_t<std::is_const_v<T>, const std::byte, std::byte>;
  if (base == nullptr) return nullptr;
  return reinterpret_cast<T*>(reinterpret_cast<Byte*>(base) +
                              elements * static_cast<std::int64_t>(width));
}

std::uint64_t width_of(std::uint32_t dtype) {
  return size_of(static_cast<DType>(dtype));
}

backplane_status layer_task(const Work& work, const Task& task) {
  const Layer& layer = *static_cast<const Layer*>(work.subject);
  return layer.forward(*work.args, task);
}
backplane_status layer_task_2(const Work& work, const Task& task) {
  return static_cast<const Layer*>(work.subject)->forward_2(*work.args, task);
}
backplane_status data_task(const Work& work, const Task& task) {
  return static_cast<const Layer*>(work.subject)->backward_data(*work.args, task);
}
backplane_status data_task_2(const Work& work, const Task& task) {
  return static_cast<const Layer*>(work.subject)->backward_data_2(*work.args, task);
}
backplane_status params_task(const Work& work, const Task& task) {
  return static_cast<const Layer*>(work.subject)->backward_params(*work.args, task);
}
backplane_status params_task_2(const Work& work, const Task& task) {
  return static_cast<const Layer*>(work.subject)->backward_params_2(*work.args, task);
}

constexpr Work::Call kPhaseCalls[BACKPLANE_PHASES] = {
    layer_task, layer_task_2, data_task, data_task_2, params_task, params_task_2};

backplane_status activation_task(const Work& work, const Task& task) {
  const auto& pass = *static_cast<const ActivationPass*>(work.subject);
  const std::uint64_t width = width_of(pass.dtype);
  const std::int64_t from = task.index * pass.step;
  const bool flat = pass.rows == 1;
  const std::int64_t offset = flat ? from : from * pass.cols;
  backplane_act_args args{};
  args.struct_size = sizeof args;
  args.dtype = pass.dtype;
  args.rows = flat ? 1 : std::min(pass.step, pass.rows - from);
  args.cols = flat ? std::min(pass.step, pass.cols - from) : pass.cols;
  args.ld = args.cols;
  args.x = moved(pass.x, offset, width);
  args.y = moved(pass.y, offset, width);
  args.dy = moved(pass.dy, offset, width);
  args.out = moved(pass.out, offset, width);
  args.err = task.error;
  return pass.backward ? pass.activation->backward(args)
                       : pass.activation->forward(args);
}

backplane_status loss_task(const Work& work, const Task& task) {
  const auto& pass = *static_cast<const LossPass*>(work.subject);
  const std::uint64_t width = width_of(pass.args.dtype);
  const std::int64_t from = task.index * pass.step;
  backplane_loss_args args = pass.args;
  args.rows = std::min(pass.step, args.rows - from);
  args.pred = moved(args.pred, from * args.ld_pred, width);
  args.target = moved(args.target, from * args.ld_target, width);
  args.dpred = moved(args.dpred, from * args.ld_pred, width);
  if (args.target_index != nullptr) args.target_index += from;
  args.row_loss += from;
  args.err = task.error;
  if (pass.row_weight != nullptr) return pass.loss->weigh(args, pass.row_weight + from);
  return pass.loss->eval(args);
}

void cut(ActivationPass& pass, const Tensor& tensor) {
  const Shape& shape = tensor.shape;
  const std::int64_t total = elements(shape);
  const bool rowwise = (pass.activation->flags() & BACKPLANE_ACT_ROWWISE) != 0;
  pass.dtype = shape.dtype;
  pass.cols = rowwise ? shape.dim[shape.rank - 1] : total;
  pass.rows = pass.cols == 0 ? 0 : total / pass.cols;
  pass.step = rowwise && pass.rows > 1
                  ? std::max<std::int64_t>(
                        1, kPassElements / std::max<std::int64_t>(pass.cols, 1))
                  : kPassElements;
  if (rowwise && pass.rows == 1) pass.step = pass.cols;
}

}  // namespace

Work layer_work(const plan::NetworkPlan& plan, const Instance& instance, int node,
                std::uint32_t phase) {
  const auto n = static_cast<std::size_t>(node);
  Work work;
  work.call = kPhaseCalls[phase];
  work.subject = plan.nodes[n].layer.get();
  work.args = &instance.nodes[n].args;
  work.node = node;
  work.kind = static_cast<TaskKind>(phase);
  work.tasks = instance.batch->layers[n].plan.tasks[phase];
  return work;
}

Work ActivationPass::work(int node) const {
  Work work;
  work.call = &activation_task;
  work.subject = this;
  work.node = node;
  work.kind = backward ? TaskKind::activation_back : TaskKind::activation;
  const std::int64_t length = rows == 1 ? cols : rows;
  work.tasks = rows == 0 ? 0 : (length + step - 1) / step;
  return work;
}

ActivationPass make_activation_pass(const plan::NetworkPlan& plan,
                                    const Instance& instance, int node, bool backward) {
  const auto n = static_cast<std::size_t>(node);
  const NodeInstance& now = instance.nodes[n];
  ActivationPass pass;
  pass.activation = plan.nodes[n].activation.get();
  pass.backward = backward;
  pass.x = static_cast<std::byte*>(now.in.front().data);
  pass.y = static_cast<std::byte*>(now.out.front().data);
  pass.dy = static_cast<std::byte*>(now.dout.front().data);
  pass.out = backward ? static_cast<std::byte*>(now.din.front().data) : pass.y;
  cut(pass, now.in.front());
  return pass;
}

ActivationPass make_link_pass(const Activation& activation, const Tensor& tensor) {
  ActivationPass pass;
  pass.activation = &activation;
  pass.x = pass.y = pass.out = static_cast<std::byte*>(tensor.data);
  cut(pass, tensor);
  return pass;
}

Work LossPass::work(int node) const {
  Work work;
  work.call = &loss_task;
  work.subject = this;
  work.node = node;
  work.kind = TaskKind::loss;
  work.tasks = (args.rows + step - 1) / step;
  return work;
}

}  // namespace backplane::run
