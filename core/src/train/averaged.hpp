#pragma once
// The averaged weights where the trained ones stood, for as long as this lives.

#include "train/trainer.hpp"

namespace backplane::train {

/// Does nothing where nothing is averaged. `trainer` must outlive it, and not step.
class Averaged {
 public:
  explicit Averaged(Trainer& trainer) : trainer_(trainer) { trainer_.swap_average(); }
  Averaged(const Averaged&) = delete;
  Averaged& operator=(const Averaged&) = delete;
  ~Averaged() { trainer_.swap_average(); }

 private:
  Trainer& trainer_;
};

}  // namespace backplane::train
