#pragma once
// `sample:` of a job: every so many steps or epochs the model writes a text.

#include <memory>
#include <optional>

#include "train/jsonl.hpp"
#include "train/text_writer.hpp"
#include "train/trainer.hpp"

namespace backplane::train {

/// Errors: E0660, samples are wanted of a model whose data is no text.
Outcome check_samples(const config::Job& job);

/// Not thread-safe. The trainer must outlive it.
class Sampler {
 public:
  /// Null where the job wants no samples. Pre: check_samples() is ok. Errors: E0661 to
  /// E0663 its prompt, E0664 a model that looks ahead; at the section's place.
  static Result<std::unique_ptr<Sampler>> create(const Experiment& experiment,
                                                 const Trainer& trainer,
                                                 Parallel& pool);

  /// Whether a text is due after the step that was just done.
  [[nodiscard]] bool due(const TrainState& state, bool epoch_done) const;
  /// A function of the weights and the job. Errors: E0667, E0701, E0702.
  Result<SampleLine> write(const TrainState& state, bool epoch_done);

 private:
  Sampler(const config::SampleJob& job, const data::Vocabulary& vocabulary,
          std::unique_ptr<TextWriter> writer)
      : job_(job), vocabulary_(vocabulary), writer_(std::move(writer)) {}

  const config::SampleJob& job_;
  const data::Vocabulary& vocabulary_;
  std::unique_ptr<TextWriter> writer_;
};

}  // namespace backplane::train
