#pragma once
// What is behind a Model and a Predictor.

#include <memory>
#include <vector>

#include "backplane/model.hpp"
#include "run/session.hpp"
#include "train/model_file.hpp"

namespace backplane {

/// Runs every task on the calling thread.
class Alone final : public Parallel {
 public:
  [[nodiscard]] std::uint32_t workers() const override { return 1; }
  void run_many(std::span<const TaskBatch> batches) override {
    for (const TaskBatch& batch : batches)
      for (std::int64_t task = 0; task < batch.tasks; ++task)
        batch.fn(batch.context, task, 0);
  }
};

struct Model::State {
  explicit State(const Runtime& of) : runtime(of) {}

  Runtime runtime;  // keeps the parts' registry
  train::ModelInfo info;
  std::unique_ptr<run::Network> network;
  std::vector<std::size_t> predicted;  // heads: the outputs

  [[nodiscard]] const data::TargetForm& target(std::size_t head) const {
    return info.header.targets[network->plan().heads[head].data_target];
  }
};

struct Predictor::State {
  std::shared_ptr<const Model::State> model;
  Alone alone;
  std::vector<std::int64_t> rows;  // batch sizes, largest first
  std::unique_ptr<run::Session> session;

  [[nodiscard]] Result<std::int64_t> rows_of(
      std::span<const std::span<const float>> inputs,
      std::span<const std::span<float>> outputs) const;
  // `count` rows from `at` on: into the session, and out of it.
  Outcome take(std::span<const std::span<const float>> inputs, std::int64_t at,
               std::int64_t count);
  void give(std::span<const std::span<float>> outputs, std::int64_t at,
            std::int64_t count) const;
};

}  // namespace backplane
