#pragma once
// The loop around the trainer: epochs, selection, checkpoints, the log, the model file.

#include <chrono>
#include <memory>

#include "backplane/train.hpp"
#include "train/checkpoint.hpp"
#include "train/jsonl.hpp"
#include "train/run_folder.hpp"
#include "train/sampler.hpp"
#include "train/trainer.hpp"

namespace backplane::train {

/// One run from its first or next step to its end. Not thread-safe.
class Fit {
 public:
  /// `sampler` may be null.
  Fit(const Experiment& experiment, Trainer& trainer, RunFolder& folder, MetricsLog log,
      const TrainOptions& options, std::unique_ptr<Sampler> sampler);

  /// Steps until the run's length, early stopping, or the caller's wish; then selects
  /// the weights, writes the model, and reads the test set, once.
  Result<TrainReport> run();

 private:
  using Clock = std::chrono::steady_clock;

  Outcome one_step();
  Outcome end_epoch();
  Outcome select(EpochReport& report, const std::optional<Evaluation>& validation);
  void watch(const EpochReport& report, const std::optional<Evaluation>& validation);
  Outcome sample(bool epoch_done);
  Outcome checkpoint();
  [[nodiscard]] bool checkpoint_due(bool epoch_done) const;
  [[nodiscard]] bool stop_wanted() const;
  Result<TrainReport> finish(TrainReport report);
  Outcome write_model(TrainReport& report);
  Outcome test(TrainReport& report);
  [[nodiscard]] std::string selector() const;

  const Experiment& experiment_;
  Trainer& trainer_;
  RunFolder& folder_;
  MetricsLog log_;
  const TrainOptions& options_;
  std::unique_ptr<Sampler> sampler_;
  Checkpoints checkpoints_;
  Clock::time_point start_, epoch_start_, last_checkpoint_;
  std::uint64_t epoch_samples_ = 0;
  std::uint64_t saved_step_ = ~std::uint64_t{0};
  bool out_of_patience_ = false;
};

/// By target of the data.
using LabelNames = std::vector<std::vector<std::string>>;

/// The metrics as a report shows them, and before them, where there are several, the
/// losses.
std::vector<MetricReport> report(const Experiment& experiment,
                                 const Evaluation& evaluation, const LabelNames& names);

}  // namespace backplane::train
