// checkpoint: how often, how many are kept, and which weights are the best.
#include "config/sections/sections.hpp"

namespace backplane::config {

void read_checkpoint(const Entry& checkpoint, Diagnostics& diagnostics,
                     CheckpointJob& job) {
  using Unit = Duration::Unit;
  job.place = checkpoint.key_place;
  Keys keys(checkpoint.value, "'checkpoint'", diagnostics);
  keys.duration("every", job.every, {Unit::epochs, Unit::steps, Unit::seconds});
  keys.integer("keep", job.keep, 1);
  keys.text("best", job.best);
  if (const Node* best = checkpoint.value.find("best")) job.best_place = best->place;
  keys.finish();
}

}  // namespace backplane::config
