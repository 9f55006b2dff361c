#pragma once
// The trainer: one optimizer step after another, and the evaluation of a split. Its
// whole state is a TrainState and tensors, so that it can stop and go on anywhere.

#include <memory>
#include <string>
#include <vector>

#include "data/augmenter.hpp"
#include "io/safetensors.hpp"
#include "run/session.hpp"
#include "run/update.hpp"
#include "train/experiment.hpp"
#include "train/judged.hpp"
#include "train/train_state.hpp"

namespace backplane::train {

struct Checkpoint;

/// What one step did.
struct StepResult {
  double loss = 0, lr = 0;
  std::int64_t samples = 0;
  bool epoch_done = false;
};

/// Loss and metrics over a split.
struct Evaluation {
  double loss = 0;             ///< of the whole: the heads' with their weights
  std::vector<double> losses;  ///< by head
  Metrics metrics;
};

/// The cost of means of losses: each head's with its weight.
[[nodiscard]] double weighted(const plan::NetworkPlan& plan,
                              const std::vector<LossSum>& losses);

/// Not thread-safe. `experiment` and `pool` must outlive it.
class Trainer {
 public:
  /// Plans every batch size, allocates, initialises. Errors: E0310, E0311, E06xx from
  /// `train.init`.
  static Result<std::unique_ptr<Trainer>> create(const Experiment& experiment,
                                                 data::Dataset dataset, Parallel& pool);

  /// The next optimizer step. Allocates nothing after the first. Errors: E0701..E0703,
  /// E0710 loss not finite, with the first layer that made it so.
  Result<StepResult> step();

  [[nodiscard]] bool done() const {
    return state_.step >= experiment_.clock.total_steps;
  }
  /// Mean loss of the epoch under way, or of the one that just ended.
  [[nodiscard]] double epoch_loss() const {
    return weighted(experiment_.plan, state_.losses);
  }

  /// Loss and metrics of a split with the current weights. Errors: E0701, E0702.
  Result<Evaluation> evaluate(const data::Examples& examples);

  [[nodiscard]] const data::Dataset& dataset() const { return dataset_; }
  [[nodiscard]] const run::Network& network() const { return *network_; }
  [[nodiscard]] run::Session& session() { return *session_; }
  [[nodiscard]] TrainState& state() { return state_; }
  [[nodiscard]] const TrainState& state() const { return state_; }

  /// `recorder` is told when each task of a step runs; see run::Session::record().
  void record(run::Recorder* recorder);

  /// Averaged weights in the place of the trained ones, and back again; see Averaged.
  void swap_average();

  /// Views of parameters and buffers; of these and what the updater remembers.
  [[nodiscard]] std::vector<io::StoredTensor> weights() const;
  [[nodiscard]] std::vector<io::StoredTensor> everything() const;
  /// Takes tensors and state from a checkpoint. Errors: E0624.
  Outcome restore(const Checkpoint& checkpoint);

 private:
  Trainer(const Experiment& experiment, data::Dataset dataset, Parallel& pool);
  Outcome allocate();
  Outcome load_init();
  void begin_epoch();
  [[nodiscard]] std::span<const std::uint32_t> batch(std::uint64_t index) const;
  void gather(std::uint64_t index, bool inputs);
  Outcome prepare_evaluation(std::int64_t count, std::int64_t size);
  Outcome judge(std::size_t head, const data::Examples& examples,
                std::span<const std::uint32_t> rows, const Metrics& metrics);
  Outcome judge_batch(const data::Examples& examples,
                      std::span<const std::uint32_t> rows, std::vector<LossSum>& sums,
                      const Metrics& metrics);
  Outcome weigh(std::uint64_t first, std::uint64_t last);
  Result<double> losses(run::Pass& pass);
  Result<double> pass(std::uint64_t index, std::uint64_t first);
  [[nodiscard]] Error not_finite(double loss, std::int64_t rows) const;

  const Experiment& experiment_;
  data::Dataset dataset_;
  Parallel& pool_;
  std::unique_ptr<run::Network> network_;
  std::unique_ptr<run::Session> session_;  // training
  std::unique_ptr<run::Session> eval_;     // made by the first evaluation
  Judged judged_;
  std::unique_ptr<run::Updater> updater_;
  std::unique_ptr<data::Augmenter> augmenter_;  // none: batches as they are
  TrainState state_;
  std::vector<double> weights_;       // by head: row weights of the step under way
  std::vector<std::uint32_t> order_;  // of the epoch under way
  std::uint64_t order_epoch_;         // whose order that is
};

/// Views of a network's parameters and buffers, for writing.
std::vector<io::StoredTensor> views_of(const run::Network& network);

/// Copies tensors of `file` into a network's parameters and buffers, matched by name.
/// `all`: every one must be there. Errors: E0641 missing, E0642 shape, E0643 unknown
/// name.
Outcome load_weights(const io::TensorFile& file, const std::string& name,
                     const run::Network& network, bool all);

}  // namespace backplane::train
