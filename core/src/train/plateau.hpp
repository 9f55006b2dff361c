#pragma once
// A plateau: the learning rate falls when a measure has stopped improving, as PyTorch's
// ReduceLROnPlateau, an epoch at a time.

#include <cstdint>
#include <string>

namespace backplane::train {

/// What is watched, and what happens then.
struct PlateauRule {
  std::string metric;           ///< "val.loss"
  double factor = 0.1;          ///< of the learning rate, when it falls
  std::uint64_t patience = 10;  ///< epochs without improvement that are borne
  double threshold = 1e-4;      ///< what counts as improvement ...
  bool relative = true;         ///< ... of the best so far, or as it stands
  std::uint64_t cooldown = 0;   ///< epochs after a fall that are not counted
  double min_lr = 0;
  double eps = 1e-8;  ///< a fall by less does not happen
};

/// Where a plateau stands after some epochs. Part of a run's state.
struct Plateau {
  double lr = 0;
  double best = 0;
  std::uint64_t bad = 0;       ///< epochs without improvement, in a row
  std::uint64_t cooldown = 0;  ///< epochs left that are not counted
  bool operator==(const Plateau&) const = default;

  /// Before the first epoch.
  [[nodiscard]] static Plateau begun(double lr, bool higher_is_better);
  /// An epoch has ended. NaN never improves.
  void observe(const PlateauRule& rule, double value, bool higher_is_better);
};

}  // namespace backplane::train
