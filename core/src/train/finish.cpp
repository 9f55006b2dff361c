// The end of a run: the weights that are kept, the model file, the test set.
#include "io/safetensors.hpp"
#include "train/fit.hpp"
#include "train/model_file.hpp"

namespace backplane::train {

Result<TrainReport> Fit::finish(TrainReport report) {
  if (auto done = write_model(report); !done.ok()) return done.error();
  if (auto done = test(report); !done.ok()) return done.error();
  return report;
}

Outcome Fit::write_model(TrainReport& report) {
  const TrainState& state = trainer_.state();
  report.kept_epoch = state.epoch + (state.batch > 0 ? 1 : 0);
  if (!selector().empty() && state.best) {
    auto best = io::read_safetensors(checkpoints_.best_path());
    if (!best.ok()) return best.error();
    if (auto done =
            load_weights(*best, checkpoints_.best_path(), trainer_.network(), true);
        !done.ok())
      return done;
    report.kept_epoch = state.best->epoch;
  } else {
    trainer_.swap_average();
  }
  report.model = folder_.model();
  return io::write_safetensors(report.model, trainer_.weights(),
                               model_metadata(experiment_, trainer_.dataset()));
}

Outcome Fit::test(TrainReport& report) {
  if (trainer_.dataset().test.count() == 0) return Done{};
  auto evaluation = trainer_.evaluate(trainer_.dataset().test);
  if (!evaluation.ok()) return evaluation.error();
  report.test_loss = evaluation->loss;
  report.test = train::report(experiment_, *evaluation, trainer_.dataset().label_names);
  return Done{};
}

}  // namespace backplane::train
