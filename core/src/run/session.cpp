// The session's arena, and the forward pass.
#include "run/session.hpp"

#include <algorithm>
#include <cstring>
#include <new>

#include "run/passes.hpp"

namespace backplane::run {

Result<std::unique_ptr<Session>> Session::create(const Network& network, Parallel& pool,
                                                 const plan::MemoryOptions& options) {
  plan::MemoryOptions ours = options;
  ours.workers = pool.workers();
  auto memory = plan::plan_memory(network.plan(), ours);
  if (!memory.ok()) return memory.error();
  const std::uint64_t need = memory->total;
  try {
    return std::unique_ptr<Session>(new Session(network, pool, std::move(*memory)));
  } catch (const std::bad_alloc&) {
    return Error{"E0311",
                 "no memory: a session of this network needs " +
                     std::to_string(need >> 20) + " MiB",
                 {},
                 {},
                 {},
                 {"a smaller data.batch needs less"},
                 {}};
  }
}

Session::Session(const Network& network, Parallel& pool, plan::MemoryPlan memory)
    : network_(network),
      pool_(pool),
      memory_(std::move(memory)),
      arena_(memory_.total) {
  for (const plan::BatchPlan& batch : memory_.batches)
    instances_.push_back(make_instance(network_, {memory_, arena_.at(0)}, batch));
  works_.resize(network_.plan().nodes.size() + 1);
}

Instance& Session::instance(std::int64_t rows) const {
  const auto it = std::ranges::find_if(
      instances_, [&](const auto& i) { return i->batch->rows == rows; });
  return it != instances_.end() ? **it : *instances_.front();
}

std::byte* Session::input(std::size_t i) const {
  const auto v = static_cast<std::size_t>(network_.plan().inputs[i]);
  return static_cast<std::byte*>(instances_.front()->values[v].data);
}
std::int32_t* Session::labels(std::size_t head) const {
  return reinterpret_cast<std::int32_t*>(arena_.at(memory_.heads[head].labels));
}
std::byte* Session::targets(std::size_t head) const {
  return arena_.at(memory_.heads[head].targets);
}
std::byte* Session::param_grads() const {
  return arena_.at(memory_.param_grads);
}

const Tensor& Session::value(std::int64_t rows, int value) const {
  return instance(rows).values[static_cast<std::size_t>(value)];
}
const Tensor& Session::output(std::int64_t rows, std::size_t head) const {
  return value(rows, network_.plan().heads[head].output);
}
std::int64_t Session::loss_rows(std::int64_t rows, std::size_t head) const {
  return elements(output(rows, head).shape) /
         std::max<std::int64_t>(network_.plan().heads[head].columns(), 1);
}

Tensor Session::gradient(std::int64_t rows, int value, std::size_t use) const {
  const auto& grads = memory_.layout.grads[static_cast<std::size_t>(value)];
  Tensor tensor = this->value(rows, value);
  tensor.data = grads.empty()
                    ? nullptr
                    : arena_.at(memory_.storage[static_cast<std::size_t>(grads[use])]);
  return tensor;
}

void Session::prepare(Instance& instance, const Pass& pass) const {
  const std::uint32_t flags = (pass.training ? BACKPLANE_RUN_TRAINING : 0u) |
                              (pass.accumulate ? BACKPLANE_RUN_ACCUMULATE : 0u);
  for (NodeInstance& node : instance.nodes) {
    node.args.flags = flags | (node.adds ? BACKPLANE_RUN_ACCUMULATE : 0u);
    node.args.step = pass.step;
    node.args.first_sample = pass.first_sample;
  }
}

Error Session::blame() const {
  const auto n = static_cast<std::size_t>(first_.node());
  const auto& nodes = network_.plan().nodes;
  const std::string fact = first_.error().message;
  const bool thrown = first_.error().code == BACKPLANE_E_EXCEPTION;
  if (n >= nodes.size())
    return Error{"E0701", "the loss failed: " + fact, {}, {}, {}, {}, {}};
  return Error{thrown ? "E0702" : "E0701",
               "'" + nodes[n].name + "' (" + nodes[n].part + ") " +
                   (thrown ? "threw an exception: " : "failed: ") + fact,
               nodes[n].place,
               {},
               {},
               {},
               {}};
}

Outcome Session::region(std::span<Work> works) {
  if (run_region(pool_, works, first_, recorder_)) return Done{};
  return blame();
}

Outcome Session::run_phase(Instance& instance, int node, std::uint32_t phase) {
  Work work = layer_work(network_.plan(), instance, node, phase);
  if (work.tasks == 0) return Done{};
  return region({&work, 1});
}

Outcome Session::activation_pass(Instance& instance, int node, bool backward) {
  ActivationPass pass = make_activation_pass(network_.plan(), instance, node, backward);
  Work work = pass.work(node);
  return region({&work, 1});
}

// A view has no tasks: it shares its input's memory, but in a plain layout.
void Session::copy_view(const Instance& instance, int n, bool backward) {
  const auto at = static_cast<std::size_t>(n);
  if ((instance.batch->layers[at].plan.flags & BACKPLANE_LP_VIEW) == 0) return;
  const NodeInstance& node = instance.nodes[at];
  const Tensor& from = backward ? node.dout.front() : node.in.front();
  const Tensor& to = backward ? node.din.front() : node.out.front();
  if (from.data == nullptr || to.data == nullptr || from.data == to.data) return;
  std::memcpy(to.data, from.data, bytes(from.shape));
}

Outcome Session::forward_one(Instance& instance, int node) {
  const auto n = static_cast<std::size_t>(node);
  if (network_.plan().nodes[n].activation != nullptr)
    return instance.nodes[n].forward_alone ? activation_pass(instance, node, false)
                                           : Outcome(Done{});
  copy_view(instance, node, false);
  for (const auto phase : {BACKPLANE_PHASE_FORWARD, BACKPLANE_PHASE_FORWARD_2})
    if (auto done = run_phase(instance, node, phase); !done.ok()) return done;
  return Done{};
}

Outcome Session::forward(const Pass& pass) {
  Instance& now = instance(pass.rows);
  prepare(now, pass);
  for (int n = 0; n < static_cast<int>(now.nodes.size()); ++n)
    if (auto done = forward_one(now, n); !done.ok()) return done;
  return Done{};
}

Outcome Session::forward_node(const Pass& pass, int node) {
  Instance& now = instance(pass.rows);
  prepare(now, pass);
  return forward_one(now, node);
}

}  // namespace backplane::run
