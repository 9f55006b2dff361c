// The learning rate of every step: pieces in sequence.
#include "train/schedule.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <utility>

#include "diagnostics.hpp"
#include "train/duration.hpp"

namespace backplane::train {
namespace {

Error too_long(const config::SchedulePiece& piece, const Place& place,
               std::uint64_t steps, std::uint64_t left, const Clock& clock) {
  Error error;
  error.code = "E0362";
  error.message = fmt::format(
      "'{}' {}, but {} of the run's {} steps are left for it", piece.part.id(),
      steps == 0 ? "takes the rest" : fmt::format("lasts {} steps", steps), left,
      clock.total_steps);
  error.place = place;
  error.remarks = {
      "shorten it, train longer, or give the last piece no length: it "
      "takes what is left"};
  return error;
}

Error nothing_left(const config::SchedulePiece& piece, const Place& place) {
  Error error;
  error.code = "E0363";
  error.message = fmt::format(
      "'{}' is never reached: the piece before it has no length "
      "and takes the rest of the run",
      piece.part.id());
  error.place = piece.part.place;
  error.label = "never reached";
  error.notes = {{place, "give this one a length"}};
  return error;
}

Error second_plateau(const Place& place, const Place& first) {
  Error error;
  error.code = "E0365";
  error.message = "a schedule holds one plateau, but this is the second";
  error.place = place;
  error.label = "remove it";
  error.notes = {{first, "the first"}};
  return error;
}

// The length in steps that a piece asks for; none: the rest.
Result<std::optional<std::uint64_t>> asked_steps(const config::SchedulePiece& piece,
                                                 const ScheduleKind& kind,
                                                 const Clock& clock, Place& place) {
  std::optional<config::Duration> length = piece.length;
  if (!length) {
    auto own = kind.length(piece.part);
    if (!own) return own.error();
    length = *own;
  }
  if (!length) return std::optional<std::uint64_t>{};
  if (!length->place.known()) length->place = piece.part.place;
  place = length->place;
  auto steps = steps_of(*length, clock);
  if (!steps) return steps.error();
  return std::optional<std::uint64_t>{*steps};
}

}  // namespace

Result<std::optional<config::Duration>> ScheduleKind::length(
    const config::Bound&) const {
  return std::optional<config::Duration>{};
}

std::optional<PlateauRule> ScheduleKind::plateau(const config::Bound&) const {
  return std::nullopt;
}

const Place& place_or(const config::Bound& bound, std::size_t index) {
  const bool written = index < bound.places.size() && bound.places[index].known();
  return written ? bound.places[index] : bound.place;
}

Result<Schedule> Schedule::make(const std::vector<config::SchedulePiece>& pieces,
                                double base_lr, const Clock& clock) {
  Schedule schedule;
  schedule.base_ = base_lr;
  Diagnostics diagnostics;
  std::uint64_t begin = 0;
  std::optional<Place> took_rest, watches;

  for (const config::SchedulePiece& piece : pieces) {
    if (took_rest) {
      diagnostics.add(nothing_left(piece, *took_rest));
      continue;
    }
    const ScheduleKind* kind = find_schedule(piece.part.id());
    if (kind == nullptr) {
      diagnostics.add("E0364",
                      fmt::format("no schedule is called '{}'", piece.part.id()),
                      piece.part.place);
      continue;
    }
    Place place = piece.part.place;
    auto asked = asked_steps(piece, *kind, clock, place);
    if (!asked) {
      diagnostics.add(asked.error());
      continue;
    }
    const std::uint64_t left = clock.total_steps - begin;
    const std::uint64_t steps = asked->value_or(left);
    if (!*asked) took_rest = piece.part.place;
    if (steps > left || (steps == 0 && diagnostics.ok()))
      diagnostics.add(too_long(piece, place, steps, left, clock));

    auto curve =
        kind->curve(piece.part, {begin, std::max<std::uint64_t>(steps, 1), clock});
    if (!curve) {
      diagnostics.add(curve.error());
      continue;
    }
    auto plateau = kind->plateau(piece.part);
    if (plateau && watches) diagnostics.add(second_plateau(piece.part.place, *watches));
    if (plateau) watches = piece.part.place;
    const std::uint64_t end = begin + std::min(steps, left);
    schedule.pieces_.push_back(
        {begin, end, std::move(*curve), std::move(plateau), piece.part.place});
    begin = end;
  }
  if (!diagnostics.ok()) return diagnostics.joined();
  return schedule;
}

double Schedule::lr(std::uint64_t step, const std::optional<Plateau>& plateau) const {
  double level = base_;
  for (const Piece& piece : pieces_) {
    if (piece.plateau && plateau) level = plateau->lr;
    if (step < piece.end) return piece.curve(level, step - piece.begin);
    level = piece.curve(level, piece.end - piece.begin);
  }
  return level;
}

const Schedule::Piece* Schedule::piece_of(std::uint64_t step) const {
  for (const Piece& piece : pieces_)
    if (step < piece.end) return &piece;
  return nullptr;
}

const Place* Schedule::plateau() const {
  for (const Piece& piece : pieces_)
    if (piece.plateau) return &piece.place;
  return nullptr;
}

const PlateauRule* Schedule::watched(std::uint64_t step) const {
  const Piece* piece = piece_of(step);
  return piece != nullptr && piece->plateau ? &*piece->plateau : nullptr;
}

void Schedule::observe(std::uint64_t step, double value, bool higher_is_better,
                       std::optional<Plateau>& plateau) const {
  if (!plateau) plateau = Plateau::begun(lr(step), higher_is_better);
  plateau->observe(*watched(step), value, higher_is_better);
}

}  // namespace backplane::train
