// The application's threads: all batches as one range of tasks.
#include "plugin/host_parallel.hpp"

#include "math/fp.hpp"

namespace backplane::plugin {

namespace {

void run_one(void* context, std::int64_t task, std::uint32_t worker) {
  const FpGuard guard;
  for (const auto& batch : *static_cast<const std::span<const TaskBatch>*>(context)) {
    if (task < batch.tasks) return batch.fn(batch.context, task, worker);
    task -= batch.tasks;
  }
}

}  // namespace

void HostParallel::run_many(std::span<const TaskBatch> batches) {
  std::int64_t total = 0;
  for (const auto& batch : batches) total += batch.tasks;
  if (total > 0) pool_.run(pool_.context, total, &run_one, &batches);
}

}  // namespace backplane::plugin
