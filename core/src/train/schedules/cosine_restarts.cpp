// cosine_restarts: lr(t) = to + (level - to) (1 + cos(pi t_i / T_i)) / 2 in cycle i of
// T_i = first mult^i steps; as PyTorch's CosineAnnealingWarmRestarts.
#include <cmath>
#include <numbers>

#include "described.hpp"
#include "train/duration.hpp"
#include "train/schedules/entries.hpp"

namespace backplane::train::schedules {
namespace {

enum Param : std::size_t { kFirst, kMult, kTo };

// The part of its cycle that is over at step t, in [0, 1).
double part_of_cycle(std::uint64_t t, std::uint64_t first, std::uint64_t mult) {
  std::uint64_t length = first;
  if (mult == 1) t %= first;
  while (t >= length) {
    t -= length;
    length *= mult;
  }
  return static_cast<double>(t) / static_cast<double>(length);
}

class CosineRestarts final : public ScheduleKind {
 public:
  CosineRestarts() {
    id = "cosine_restarts";
    summary = "lr(t) = to + (level - to) (1 + cos(pi t / T)) / 2, again and again";
    doc =
        "Each cycle starts at the level and is `mult` times as long as the one before.";
    params = {string_param("first", "1 epochs",
                           "Length of the first cycle: '5 epochs', '1000 steps', '10%'",
                           BACKPLANE_PF_MAIN),
              within(integer_param("mult", 1, "Each cycle's length / the one before"),
                     1, 100),
              within(real_param("to", 0, "The learning rate at a cycle's end"), 0)};
  }

  [[nodiscard]] Result<Curve> curve(const config::Bound& bound,
                                    const Stretch& stretch) const override {
    const auto first =
        parse_steps(bound.values[kFirst].s, place_or(bound, kFirst), stretch.clock);
    if (!first) return first.error();
    const auto mult = static_cast<std::uint64_t>(bound.values[kMult].i);
    return Curve([first = *first, mult, to = bound.values[kTo].f, n = stretch.steps](
                     double level, std::uint64_t t) {
      double part = part_of_cycle(t, first, mult);
      if (t >= n && part == 0) part = 1;  // it leaves the end of a cycle, not a start
      return to + (level - to) * (1 + std::cos(std::numbers::pi * part)) / 2;
    });
  }
};

}  // namespace

const ScheduleKind& cosine_restarts() {
  static const CosineRestarts instance;
  return instance;
}

}  // namespace backplane::train::schedules
