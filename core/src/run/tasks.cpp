// Regions of tasks. Exceptions of host-made components stop here.
#include "run/tasks.hpp"

#include <algorithm>
#include <array>
#include <cstdio>
#include <exception>

namespace backplane::run {

void FirstError::record(int node, std::int64_t task, backplane_status status,
                        const backplane_error& error) {
  const std::uint64_t at =
      (static_cast<std::uint64_t>(node) << 40) | static_cast<std::uint64_t>(task);
  const std::lock_guard lock(mutex_);
  if (at >= at_) return;
  at_ = at;
  error_ = error;
  error_.code = status;
}

namespace {

void one_task(void* context, std::int64_t index, std::uint32_t worker) {
  const Work& work = *static_cast<const Work*>(context);
  backplane_error error{};
  error.struct_size = sizeof error;
  error.param_index = BACKPLANE_NO_PARAM;
  backplane_status status = BACKPLANE_E_EXCEPTION;
  const double begin = work.recorder != nullptr ? work.recorder->now() : 0;
  try {
    status = work.call(work, Task{index, worker, &error});
  } catch (const std::exception& e) {
    std::snprintf(error.message, sizeof error.message, "%s", e.what());
  } catch (...) {
    std::snprintf(error.message, sizeof error.message, "unknown exception");
  }
  if (work.recorder != nullptr)
    work.recorder->add(worker,
                       {work.kind, work.node, index, begin, work.recorder->now()});
  if (status != BACKPLANE_OK) work.first->record(work.node, index, status, error);
}

}  // namespace

bool run_region(Parallel& pool, std::span<Work> works, FirstError& first,
                Recorder* recorder) {
  first.clear();
  std::array<TaskBatch, kMostWorks> batches;
  while (!works.empty() && !first.failed()) {
    const std::size_t n = std::min(works.size(), kMostWorks);
    for (std::size_t i = 0; i < n; ++i) {
      works[i].first = &first;
      works[i].recorder = recorder;
      batches[i] = {&one_task, &works[i], works[i].tasks};
    }
    pool.run_many({batches.data(), n});
    works = works.subspan(n);
  }
  return !first.failed();
}

}  // namespace backplane::run
