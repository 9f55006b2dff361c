// Binds plans and offsets to addresses.
#include "run/instance.hpp"

#include <algorithm>

#include "math/gemm.hpp"
#include "math/rng.hpp"

namespace backplane::run {
namespace {

struct Binder {
  const Network& network;
  const Memory& memory;
  const plan::BatchPlan& batch;
  Instance& instance;

  [[nodiscard]] const plan::NetworkPlan& plan() const { return network.plan(); }
  [[nodiscard]] const plan::Layout& layout() const { return memory.plan.layout; }
  [[nodiscard]] std::byte* storage(int s) const {
    return memory.arena + memory.plan.storage[static_cast<std::size_t>(s)];
  }
  [[nodiscard]] Tensor value(int v) const {
    return make_tensor(storage(layout().value[static_cast<std::size_t>(v)]),
                       batch.values[static_cast<std::size_t>(v)]);
  }
  // dv as one of its uses writes it; null where nobody wants it.
  [[nodiscard]] Tensor gradient(int v, std::size_t use) const {
    const auto& grads = layout().grads[static_cast<std::size_t>(v)];
    return make_tensor(grads.empty() ? nullptr : storage(grads[use]),
                       batch.values[static_cast<std::size_t>(v)]);
  }
  // Which use of v is the k-th input of node n (a node may read a value twice).
  [[nodiscard]] std::size_t use_of(int v, int n, std::size_t k) const {
    const auto& readers = plan().values[static_cast<std::size_t>(v)].readers;
    const auto& in = plan().nodes[static_cast<std::size_t>(n)].in;
    const auto earlier = static_cast<std::size_t>(
        std::count(in.begin(), in.begin() + static_cast<std::ptrdiff_t>(k), v));
    std::size_t seen = 0;
    for (std::size_t r = 0; r < readers.size(); ++r)
      if (readers[r] == n && seen++ == earlier) return r;
    return 0;
  }

  void tensors(int n, NodeInstance& node) const {
    const plan::NodePlan& from = plan().nodes[static_cast<std::size_t>(n)];
    for (std::size_t k = 0; k < from.in.size(); ++k) {
      node.in.push_back(value(from.in[k]));
      node.din.push_back(gradient(from.in[k], use_of(from.in[k], n, k)));
    }
    for (const int v : from.out) {
      node.out.push_back(value(v));
      node.dout.push_back(gradient(v, 0));
    }
    const std::uint64_t width = size_of(plan().dtype);
    for (const int p : from.params) {
      const plan::TensorPlan& param = plan().params[static_cast<std::size_t>(p)];
      const std::uint64_t offset = static_cast<std::uint64_t>(param.offset) * width;
      node.params.push_back(make_tensor(network.params() + offset, param.shape));
      std::byte* grad = memory.plan.training
                            ? memory.arena + memory.plan.param_grads + offset
                            : nullptr;
      node.dparams.push_back(make_tensor(grad, param.shape));
    }
    for (const int b : from.buffers) {
      const plan::TensorPlan& buffer = plan().buffers[static_cast<std::size_t>(b)];
      node.buffers.push_back(make_tensor(network.buffer(buffer), buffer.shape));
    }
    const auto& kept = batch.layers[static_cast<std::size_t>(n)].kept();
    for (std::size_t i = 0; i < kept.size(); ++i)
      node.saved.push_back(
          make_tensor(memory.arena + memory.plan.saved[static_cast<std::size_t>(n)][i],
                      kept[i].shape));
    const auto& carried = batch.layers[static_cast<std::size_t>(n)].carried();
    for (std::size_t i = 0; i < carried.size(); ++i) {
      const auto& place = memory.plan.states[static_cast<std::size_t>(n)][i];
      node.states.push_back(make_tensor(memory.arena + place.at[0], carried[i].shape));
      node.next_states.push_back(
          make_tensor(memory.arena + place.at[1], carried[i].shape));
    }
  }

  [[nodiscard]] bool fused(int n, bool backward) const {
    const auto& f = layout().fused[static_cast<std::size_t>(n)];
    return backward ? f.backward : f.forward;
  }

  // The activation that follows output v, if it runs as a finish of v's layer.
  void finish_forward(int v, NodeInstance& node) const {
    const auto& readers = plan().values[static_cast<std::size_t>(v)].readers;
    node.finish_out.push_back(nullptr);
    if (readers.size() != 1 || !fused(readers.front(), false)) return;
    const plan::NodePlan& act = plan().nodes[static_cast<std::size_t>(readers.front())];
    Finish finish;
    finish.activation = act.activation.get();
    finish.dtype = static_cast<std::uint32_t>(plan().dtype);
    finish.block_base = static_cast<std::byte*>(value(v).data);
    finish.y = static_cast<std::byte*>(value(act.out.front()).data);
    node.finishes.push_back(finish);
    node.finish_out.back() = &node.finishes.back();
  }

  // The derivative of the activation that made input v, as a finish of din.
  void finish_backward(int v, const Tensor& din, NodeInstance& node) const {
    const int producer = plan().values[static_cast<std::size_t>(v)].producer;
    node.finish_din.push_back(nullptr);
    if (producer < 0 || din.data == nullptr || !fused(producer, true)) return;
    const plan::NodePlan& act = plan().nodes[static_cast<std::size_t>(producer)];
    Finish finish;
    finish.activation = act.activation.get();
    finish.dtype = static_cast<std::uint32_t>(plan().dtype);
    finish.backward = true;
    finish.block_base = static_cast<std::byte*>(din.data);
    finish.x = static_cast<std::byte*>(value(act.in.front()).data);
    finish.y = static_cast<std::byte*>(value(v).data);
    node.finishes.push_back(finish);
    node.finish_din.back() = &node.finishes.back();
  }

  void arguments(int n, NodeInstance& node) const {
    const plan::NodePlan& from = plan().nodes[static_cast<std::size_t>(n)];
    LayerArgs& args = node.args;
    args.struct_size = sizeof args;
    args.dtype = static_cast<std::uint32_t>(plan().dtype);
    args.n_in = static_cast<std::uint32_t>(node.in.size());
    args.n_out = static_cast<std::uint32_t>(node.out.size());
    args.n_params = static_cast<std::uint32_t>(node.params.size());
    args.n_buffers = static_cast<std::uint32_t>(node.buffers.size());
    args.n_saved = static_cast<std::uint32_t>(node.saved.size());
    args.n_states = static_cast<std::uint32_t>(node.states.size());
    args.in = node.in.data();
    args.out = node.out.data();
    args.din = node.din.data();
    args.dout = node.dout.data();
    args.params = node.params.data();
    args.dparams = node.dparams.data();
    args.buffers = node.buffers.data();
    args.saved = node.saved.data();
    args.states = node.states.data();
    args.next_states = node.next_states.data();
    args.shared = memory.arena + memory.plan.shared[static_cast<std::size_t>(n)];
    args.scratch = memory.arena + memory.plan.scratch;
    args.scratch_stride = memory.plan.scratch_stride;
    args.seed = mix(network.seed(), from.name);
    args.finish_out = node.finish_out.data();
    args.finish_din = node.finish_din.data();
    args.plan = &batch.layers[static_cast<std::size_t>(n)].plan;
    args.math = math_service();
    args.rng = rng_service();
  }

  void bind(int n) const {
    const plan::NodePlan& from = plan().nodes[static_cast<std::size_t>(n)];
    NodeInstance& node = instance.nodes[static_cast<std::size_t>(n)];
    tensors(n, node);
    const bool trains =
        memory.plan.training && layout().trains[static_cast<std::size_t>(n)];
    const bool wanted = std::ranges::any_of(
        node.din, [](const Tensor& din) { return din.data != nullptr; });
    if (from.activation != nullptr) {
      node.forward_alone = !fused(n, false);
      node.backward_alone = trains && wanted && !fused(n, true);
      return;
    }
    const std::uint32_t flags = batch.layers[static_cast<std::size_t>(n)].plan.flags;
    node.back_data = trains && (wanted || (flags & BACKPLANE_LP_DATA_ALWAYS) != 0);
    node.finishes.reserve(node.in.size() + node.out.size());
    for (const int v : from.out) finish_forward(v, node);
    for (std::size_t k = 0; k < from.in.size(); ++k)
      finish_backward(from.in[k], node.din[k], node);
    arguments(n, node);
  }
};

}  // namespace

std::unique_ptr<Instance> make_instance(const Network& network, const Memory& memory,
                                        const plan::BatchPlan& batch) {
  auto instance = std::make_unique<Instance>();
  instance->batch = &batch;
  instance->nodes.resize(network.plan().nodes.size());
  const Binder binder{network, memory, batch, *instance};
  for (int v = 0; v < static_cast<int>(network.plan().values.size()); ++v)
    instance->values.push_back(binder.value(v));
  for (int n = 0; n < static_cast<int>(network.plan().nodes.size()); ++n)
    binder.bind(n);
  const auto& turns = memory.plan.layout.turns.turns;
  for (std::size_t t = 1; t < turns.size(); ++t)
    for (const int n : turns[t])
      instance->nodes[static_cast<std::size_t>(n)].adds = true;
  return instance;
}

}  // namespace backplane::run
