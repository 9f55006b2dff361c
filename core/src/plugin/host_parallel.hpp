#pragma once
// The application's threads as the executor wants them.

#include "backplane/runtime.hpp"
#include "math/parallel.hpp"

namespace backplane::plugin {

class HostParallel final : public Parallel {
 public:
  explicit HostParallel(HostPool pool) : pool_(pool) {}

  [[nodiscard]] std::uint32_t workers() const override { return pool_.workers; }
  void run_many(std::span<const TaskBatch> batches) override;

 private:
  HostPool pool_;
};

}  // namespace backplane::plugin
