#pragma once
// Training as a whole: from a configuration file to a run folder with a model in it.

#include <atomic>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "backplane/error.hpp"
#include "backplane/export.hpp"
#include "backplane/runtime.hpp"

namespace backplane {

/// What is known before the first step.
struct TrainStart {
  std::string name;
  std::string folder;                                ///< the run folder
  std::int64_t parameters = 0;                       ///< trainable scalars
  std::int64_t train = 0, validation = 0, test = 0;  ///< examples
  std::uint64_t steps_per_epoch = 0, total_steps = 0;
  std::uint64_t first_step = 0;  ///< steps that a checkpoint has done already
  std::string checkpoint;        ///< that checkpoint's file; "" when starting afresh
  bool plans_epochs = true;      ///< the length was given in epochs
};

/// After an optimizer step.
struct StepReport {
  std::uint64_t step = 0;   ///< done, from 1
  std::uint64_t epoch = 0;  ///< under way, from 1
  double loss = 0;          ///< of the step's samples
  double lr = 0;
  std::int64_t samples = 0;  ///< in this step
};

/// A metric's name and value; text for what is no number (a confusion matrix).
struct MetricReport {
  std::string name;
  std::optional<double> value;
  std::string text;
};

/// After an epoch.
struct EpochReport {
  std::uint64_t epoch = 0, step = 0;
  double train_loss = 0;
  std::optional<double> val_loss;
  std::vector<MetricReport> metrics;  ///< on the validation part
  double lr = 0;
  double seconds = 0, samples_per_second = 0;
  bool best = false;  ///< the best so far by the metric that selects
};

/// A text that the model wrote in the middle of its training.
struct SampleReport {
  std::uint64_t step = 0, epoch = 0;  ///< as of StepReport
  std::string prompt, text;           ///< text: what follows the prompt
};

struct TrainReport {
  std::string folder, model;  ///< model: "" when interrupted
  std::uint64_t steps = 0, epochs = 0;
  bool interrupted = false;      ///< stopped on request; a checkpoint was written
  bool stopped_early = false;    ///< by stop_early
  std::uint64_t kept_epoch = 0;  ///< whose weights the model holds
  std::optional<double> test_loss;
  std::vector<MetricReport>
      test;            ///< read once, after selection; empty without a test set
  double seconds = 0;  ///< of training
};

struct TrainOptions {
  std::vector<std::string> sets;  ///< overrides, "optimizer.lr=0.01"
  std::string out;                ///< run folder; "": runs/<name>
  bool overwrite = false;
  bool allow_plugins = false;  ///< honour `plugins:` of the configuration
  /// Set it (from a signal handler, another thread) to stop after the step under way.
  const std::atomic<bool>* stop = nullptr;
  // Called on the calling thread. Empty: nobody listens.
  std::function<void(const TrainStart&)> on_start;
  std::function<void(const StepReport&)> on_step;
  std::function<void(const EpochReport&)> on_epoch;
  std::function<void(const SampleReport&)> on_sample;  ///< where the job has `sample`
  std::function<void(const std::string&)> on_note;     ///< warnings, one line each
};

/// Trains from a configuration file. One run at a time on a runtime. Errors: everything
/// that `check` finds, the data's, the run folder's, E07xx while training.
BACKPLANE_API Result<TrainReport> train_file(Runtime& runtime,
                                             const std::string& config,
                                             const TrainOptions& options = {});

/// Goes on with the newest whole checkpoint of a run folder to the same bits as a run
/// that was never interrupted. Of the options only stop, allow_plugins and the
/// callbacks apply.
BACKPLANE_API Result<TrainReport> resume_run(Runtime& runtime,
                                             const std::string& folder,
                                             const TrainOptions& options = {});

}  // namespace backplane
