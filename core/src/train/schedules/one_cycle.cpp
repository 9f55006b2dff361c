// one_cycle: from level / div up to level, and down to level / (div final_div) at its
// last step; as PyTorch's OneCycleLR with max_lr = level and total_steps its length.
#include <array>
#include <cmath>
#include <numbers>

#include "described.hpp"
#include "train/schedules/entries.hpp"

namespace backplane::train::schedules {
namespace {

enum Param : std::size_t {
  kPctStart,
  kDivFactor,
  kFinalDivFactor,
  kAnneal,
  kThreePhase
};

// A stretch of the cycle, in factors of the level; `end` is a step and may be broken.
struct Phase {
  double end = 0, from = 1, to = 1;
};

struct Cycle {
  std::array<Phase, 3> phases;  // the last one twice where there are two
  bool cosine = true;
  double last = 0;  // step

  [[nodiscard]] double factor(double t) const {
    double begin = 0;
    for (std::size_t i = 0; i + 1 < phases.size(); ++i) {
      if (t <= phases[i].end) return within(phases[i], begin, t);
      begin = phases[i].end;
    }
    return within(phases.back(), begin, t);
  }

 private:
  [[nodiscard]] double within(const Phase& phase, double begin, double t) const {
    const double length = phase.end - begin;
    const double part = length > 0 ? (t - begin) / length : 1;
    if (!cosine) return (phase.to - phase.from) * part + phase.from;
    return phase.to +
           (phase.from - phase.to) / 2 * (std::cos(std::numbers::pi * part) + 1);
  }
};

class OneCycle final : public ScheduleKind {
 public:
  OneCycle() {
    id = "one_cycle";
    summary = "level / div_factor up to level, then far down, once";
    doc =
        "The optimizer's lr is the peak. It rises from level / div_factor for "
        "pct_start of its length and falls to level / (div_factor * final_div_factor) "
        "at its last step; in three phases it first falls as long as it rose, to where "
        "it began.";
    params = {
        within(real_param("pct_start", 0.3, "Part that rises", BACKPLANE_PF_MAIN), 0,
               1),
        within(real_param("div_factor", 25, "Peak / first", BACKPLANE_PF_MIN_EXCL), 0),
        within(
            real_param("final_div_factor", 1e4, "First / last", BACKPLANE_PF_MIN_EXCL),
            0),
        choice_param("anneal", {"cos", "linear"}, "Shape of each phase"),
        boolean_param("three_phase", false,
                      "Falls as it rose, and only then far down")};
  }

  [[nodiscard]] Result<Curve> curve(const config::Bound& bound,
                                    const Stretch& stretch) const override {
    const Cycle cycle = cycle_of(bound, static_cast<double>(stretch.steps));
    return Curve([cycle](double level, std::uint64_t t) {
      return level * cycle.factor(std::fmin(static_cast<double>(t), cycle.last));
    });
  }

 private:
  [[nodiscard]] static Cycle cycle_of(const config::Bound& bound, double steps) {
    const double pct = bound.values[kPctStart].f;
    const double first = 1 / bound.values[kDivFactor].f;
    const double last = first / bound.values[kFinalDivFactor].f;
    Cycle cycle;
    cycle.cosine = bound.values[kAnneal].i == 0;
    cycle.last = steps - 1;
    const Phase rise{pct * steps - 1, first, 1};
    if (bound.values[kThreePhase].i != 0)
      cycle.phases = {rise, Phase{2 * pct * steps - 2, 1, first},
                      Phase{steps - 1, first, last}};
    else
      cycle.phases = {rise, Phase{steps - 1, 1, last}, Phase{steps - 1, 1, last}};
    return cycle;
  }
};

}  // namespace

const ScheduleKind& one_cycle() {
  static const OneCycle instance;
  return instance;
}

}  // namespace backplane::train::schedules
