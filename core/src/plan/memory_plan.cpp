// Plans every batch size, takes the largest need of each region, and lays them in a
// row.
#include "plan/memory_plan.hpp"

#include <algorithm>
#include <functional>

namespace backplane::plan {
namespace {

std::uint64_t aligned(std::uint64_t bytes) {
  return (bytes + 63) / 64 * 64;
}

Result<BatchPlan> plan_batch(const NetworkPlan& plan, std::int64_t rows,
                             bool training) {
  BatchPlan batch;
  batch.rows = rows;
  batch.values.resize(plan.values.size());
  batch.layers.resize(plan.nodes.size());
  for (const int v : plan.inputs) {
    const auto input = static_cast<std::size_t>(v);
    batch.values[input] = plan.values[input].shape;
    batch.values[input].dim[0] = rows;
  }
  for (std::size_t n = 0; n < plan.nodes.size(); ++n) {
    const NodePlan& node = plan.nodes[n];
    std::vector<Shape> in;
    for (const int v : node.in) in.push_back(batch.values[static_cast<std::size_t>(v)]);
    if (node.activation != nullptr) {
      batch.values[static_cast<std::size_t>(node.out.front())] = in.front();
      continue;
    }
    backplane_error error{};
    error.struct_size = sizeof error;
    PlannedLayer& planned = batch.layers[n];
    if (plan_layer(*node.layer, in, plan.setting(training, node.in), planned, error) !=
        BACKPLANE_OK)
      return Error{"E0310",    "'" + node.name + "' " + error.message,
                   node.place, "with a batch of " + std::to_string(rows),
                   {},         {},
                   {}};
    for (std::size_t i = 0; i < node.out.size() && i < planned.outputs().size(); ++i)
      batch.values[static_cast<std::size_t>(node.out[i])] = planned.out[i];
  }
  return batch;
}

struct Cursor {
  std::uint64_t at = 0;
  std::uint64_t take(std::uint64_t bytes) {
    const std::uint64_t here = at;
    at += aligned(bytes);
    return here;
  }
};

void place_storages(MemoryPlan& memory, Cursor& cursor) {
  const Layout& layout = memory.layout;
  std::vector<std::uint64_t> size(static_cast<std::size_t>(layout.storages), 0);
  std::vector<bool> gradient(size.size(), false);
  for (const BatchPlan& batch : memory.batches) {
    for (std::size_t v = 0; v < batch.values.size(); ++v) {
      const std::uint64_t need = bytes(batch.values[v]);
      const auto grow = [&](int s) {
        auto& old = size[static_cast<std::size_t>(s)];
        old = std::max(old, need);
      };
      grow(layout.value[v]);
      for (const int s : layout.grads[v]) {
        grow(s);
        gradient[static_cast<std::size_t>(s)] = true;
      }
    }
  }
  memory.storage.resize(size.size());
  for (std::size_t s = 0; s < size.size(); ++s) {
    memory.storage[s] = cursor.take(size[s]);
    (gradient[s] ? memory.gradient_bytes : memory.activation_bytes) += aligned(size[s]);
  }
}

void place_layer_needs(const NetworkPlan& plan, MemoryPlan& memory, Cursor& cursor) {
  memory.saved.resize(plan.nodes.size());
  memory.shared.resize(plan.nodes.size());
  memory.states.resize(plan.nodes.size());
  const std::uint64_t start = cursor.at;
  for (std::size_t n = 0; n < plan.nodes.size(); ++n) {
    std::vector<std::uint64_t> saved, states;
    std::uint64_t shared = 0;
    for (const BatchPlan& batch : memory.batches) {
      const PlannedLayer& layer = batch.layers[n];
      saved.resize(std::max<std::size_t>(saved.size(), layer.kept().size()), 0);
      for (std::size_t i = 0; i < layer.kept().size(); ++i)
        saved[i] = std::max(saved[i], bytes(layer.saved[i].shape));
      states.resize(std::max<std::size_t>(states.size(), layer.carried().size()), 0);
      for (std::size_t i = 0; i < layer.carried().size(); ++i)
        states[i] = std::max(states[i], bytes(layer.states[i].shape));
      shared = std::max(shared, layer.plan.shared_scratch);
      memory.scratch_stride =
          std::max(memory.scratch_stride, aligned(layer.plan.worker_scratch));
    }
    for (const std::uint64_t need : saved) memory.saved[n].push_back(cursor.take(need));
    memory.shared[n] = cursor.take(shared);
    for (const std::uint64_t need : states)
      memory.states[n].push_back({{cursor.take(need), cursor.take(need)}, need});
  }
  memory.saved_bytes = cursor.at - start;
}

void place_loss(const NetworkPlan& plan, MemoryPlan& memory, Cursor& cursor) {
  const BatchPlan& batch = memory.batches.front();
  for (const HeadPlan& head : plan.heads) {
    const Shape& output = batch.values[static_cast<std::size_t>(head.output)];
    const auto rows =
        batch.rows == 0
            ? std::uint64_t{0}
            : static_cast<std::uint64_t>(elements(output) /
                                         std::max<std::int64_t>(head.columns(), 1));
    HeadPlace& place = memory.heads.emplace_back();
    place.row_loss = cursor.take(rows * sizeof(double));
    place.row_weight = cursor.take(rows * sizeof(double));
    place.labels = cursor.take(rows * sizeof(std::int32_t));
    place.targets = cursor.take(rows * static_cast<std::uint64_t>(head.target_width) *
                                size_of(plan.dtype));
  }
}

}  // namespace

Result<MemoryPlan> plan_memory(const NetworkPlan& plan, const MemoryOptions& options) {
  MemoryPlan memory;
  memory.training = options.training;
  std::vector<std::int64_t> rows = options.rows;
  std::ranges::sort(rows, std::greater<>());
  rows.erase(std::unique(rows.begin(), rows.end()), rows.end());
  for (const std::int64_t r : rows) {
    auto batch = plan_batch(plan, r, options.training);
    if (!batch.ok()) return batch.error();
    memory.batches.push_back(std::move(*batch));
  }
  std::vector<std::uint32_t> flags;
  for (const PlannedLayer& layer : memory.batches.front().layers)
    flags.push_back(layer.plan.flags);
  memory.layout = make_layout(plan, flags, options.training, options.plain);

  Cursor cursor;
  place_storages(memory, cursor);
  place_layer_needs(plan, memory, cursor);
  place_loss(plan, memory, cursor);
  if (options.training) {
    const auto need = static_cast<std::uint64_t>(plan.param_room) * size_of(plan.dtype);
    memory.param_grads = cursor.take(need);
    memory.gradient_bytes += aligned(need);
  }
  memory.scratch_bytes = memory.scratch_stride * options.workers;
  memory.scratch = cursor.take(memory.scratch_bytes);
  memory.total = cursor.at;
  return memory;
}

}  // namespace backplane::plan
