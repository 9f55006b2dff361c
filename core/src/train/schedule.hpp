#pragma once
// The learning rate of every step: pieces in sequence, each starting at the level that
// the piece before it left.

#include <cstdint>
#include <functional>
#include <optional>
#include <string_view>
#include <vector>

#include "backplane/component.hpp"
#include "config/job.hpp"
#include "train/plateau.hpp"

namespace backplane::train {

/// How epochs and fractions become steps.
struct Clock {
  std::uint64_t steps_per_epoch = 1;
  std::uint64_t total_steps = 1;
};

/// The learning rate at step t of a piece that starts from `level`, t from 0; also
/// asked at t = its length: the level that it leaves. Pure, allocates nothing.
using Curve = std::function<double(double level, std::uint64_t t)>;

/// Where a piece stands: the steps of the run before it, and its length.
struct Stretch {
  std::uint64_t begin = 0;
  std::uint64_t steps = 0;
  Clock clock;
};

/// One entry of the table. Immutable, thread-safe.
class ScheduleKind : public Described {
 public:
  ScheduleKind() = default;
  ScheduleKind(const ScheduleKind&) = delete;
  ScheduleKind& operator=(const ScheduleKind&) = delete;
  virtual ~ScheduleKind() = default;

  /// A length among its own parameters (warmup); none for most.
  [[nodiscard]] virtual Result<std::optional<config::Duration>> length(
      const config::Bound& bound) const;
  [[nodiscard]] virtual Result<Curve> curve(const config::Bound& bound,
                                            const Stretch& stretch) const = 0;
  /// What it watches at the end of each epoch (plateau); none for most.
  [[nodiscard]] virtual std::optional<PlateauRule> plateau(
      const config::Bound& bound) const;
};

/// Where parameter `index` was written, or the component's own place.
[[nodiscard]] const Place& place_or(const config::Bound& bound, std::size_t index);

/// nullptr when there is none of that name.
[[nodiscard]] const ScheduleKind* find_schedule(std::string_view id);

/// Immutable, thread-safe.
class Schedule {
 public:
  /// No pieces: constant. Pieces that end before the run leave their last level.
  /// Errors, all at once: a piece longer than what is left of the run, a piece after
  /// one that takes the rest, lengths in seconds or of no step, a second plateau.
  static Result<Schedule> make(const std::vector<config::SchedulePiece>& pieces,
                               double base_lr, const Clock& clock);

  /// Of a step, counted from 0. `plateau`: where the run's plateau stands, none before
  /// its first epoch. A pure function; allocates nothing.
  [[nodiscard]] double lr(std::uint64_t step,
                          const std::optional<Plateau>& plateau = {}) const;

  /// Where the piece stands that watches a measure; nullptr: none does.
  [[nodiscard]] const Place* plateau() const;
  /// What is watched when an epoch ends with `step`; nullptr: nothing.
  [[nodiscard]] const PlateauRule* watched(std::uint64_t step) const;
  /// An epoch has ended with `step`, and what is watched was `value`, NaN where it
  /// could not be measured. Pre: watched(step).
  void observe(std::uint64_t step, double value, bool higher_is_better,
               std::optional<Plateau>& plateau) const;

 private:
  struct Piece {
    std::uint64_t begin = 0, end = 0;
    Curve curve;
    std::optional<PlateauRule> plateau;  // of one piece at most
    Place place;
  };
  [[nodiscard]] const Piece* piece_of(std::uint64_t step) const;

  std::vector<Piece> pieces_;
  double base_ = 0;
};

}  // namespace backplane::train
