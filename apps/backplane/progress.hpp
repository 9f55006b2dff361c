#pragma once
// What is seen of a training: one live line on a terminal, a line an epoch elsewhere.

#include <chrono>
#include <string>

#include "backplane/train.hpp"
#include "console.hpp"

namespace backplane::app {

class Progress {
 public:
  explicit Progress(Console& console) : console_(console) {}

  /// Lets `options` tell it what happens. It must outlive the training.
  void listen(TrainOptions& options);
  /// Takes the live line away.
  void clear();

  [[nodiscard]] bool started() const { return started_; }
  [[nodiscard]] const TrainStart& start() const { return start_; }
  [[nodiscard]] std::uint64_t last_step() const { return step_.step; }

 private:
  using Clock = std::chrono::steady_clock;

  void on_start(const TrainStart& start);
  void on_step(const StepReport& step);
  void on_epoch(const EpochReport& epoch);
  void on_sample(const SampleReport& sample);
  [[nodiscard]] std::string live_line(double seconds) const;
  [[nodiscard]] std::string epoch_name(std::uint64_t epoch) const;

  Console& console_;
  TrainStart start_;
  StepReport step_;
  bool started_ = false, shown_ = false;
  double loss_ = 0;           // smoothed over some fifty steps
  std::int64_t samples_ = 0;  // since the first step of this process
  std::string metric_;        // of the last epoch, as it is shown
  Clock::time_point began_, drawn_;
};

/// "accuracy 0.9012  mae 0.0310"; what is no number is left out.
[[nodiscard]] std::string metrics_line(const std::vector<MetricReport>& metrics);
/// What is no number, a block of text each, with its name above; "" without any.
[[nodiscard]] std::string metrics_blocks(const std::vector<MetricReport>& metrics);

}  // namespace backplane::app
