// wsd (warmup, stable, decay): lr(t) rises to the level in the first steps, stays, and
// falls to `to` in the last ones.
#include <fmt/format.h>

#include <cmath>
#include <numbers>

#include "described.hpp"
#include "train/duration.hpp"
#include "train/schedules/entries.hpp"

namespace backplane::train::schedules {
namespace {

enum Param : std::size_t { kWarmup, kDecay, kShape, kFrom, kTo };
enum Shape : std::int64_t { kLinear, kCosine, kSqrt };

// From 1 at u = 0 to 0 at u = 1.
double fall(std::int64_t shape, double u) {
  switch (shape) {
    case kCosine:
      return (1 + std::cos(std::numbers::pi * u)) / 2;
    case kSqrt:
      return 1 - std::sqrt(u);
    default:
      return 1 - u;
  }
}

// "none" is a length too: nothing.
Result<std::uint64_t> length_of(const config::Bound& bound, std::size_t index,
                                const Clock& clock) {
  const std::string& text = bound.values[index].s;
  if (text == "none") return std::uint64_t{0};
  return parse_steps(text, place_or(bound, index), clock);
}

Error too_long(const config::Bound& bound, std::uint64_t warmup, std::uint64_t decay,
               std::uint64_t steps) {
  Error error;
  error.code = "E0367";
  error.message =
      fmt::format("'wsd' rises for {} steps and falls for {}, but it has {} in all",
                  warmup, decay, steps);
  error.place = bound.place;
  error.remarks = {"shorten warmup or decay; 'none' leaves one out"};
  return error;
}

class Wsd final : public ScheduleKind {
 public:
  Wsd() {
    id = "wsd";
    summary = "warmup, stable, decay: up to the level, there, and down at the end";
    doc =
        "Rises as `warmup` does, from `from` times the level. With u from 0 to 1 over "
        "the decay, lr = to + (level - to) f(u): linear 1 - u, cosine (1 + cos(pi u)) "
        "/ 2, sqrt 1 - sqrt(u). A percentage is a part of the run.";
    params = {
        string_param("warmup", "5%", "How long it rises: '500 steps', '5%', or 'none'"),
        string_param("decay", "20%", "How long it falls: '2 epochs', '20%', or 'none'",
                     BACKPLANE_PF_MAIN),
        choice_param("shape", {"linear", "cosine", "sqrt"}, "How it falls"),
        within(real_param("from", 0, "Factor of the first step"), 0, 1),
        within(real_param("to", 0, "The learning rate at its end"), 0)};
  }

  [[nodiscard]] Result<Curve> curve(const config::Bound& bound,
                                    const Stretch& stretch) const override {
    const auto warmup = length_of(bound, kWarmup, stretch.clock);
    if (!warmup) return warmup.error();
    const auto decay = length_of(bound, kDecay, stretch.clock);
    if (!decay) return decay.error();
    const std::uint64_t n = stretch.steps;
    if (*warmup > n || *decay > n - *warmup) return too_long(bound, *warmup, *decay, n);
    return Curve([rise = *warmup, down = *decay, n, shape = bound.values[kShape].i,
                  from = bound.values[kFrom].f,
                  to = bound.values[kTo].f](double level, std::uint64_t t) {
      if (t < rise) {
        const double part = static_cast<double>(t) / static_cast<double>(rise);
        return level * (from + (1 - from) * part);
      }
      if (t < n - down || down == 0) return level;
      if (t >= n) return to;
      const double u = static_cast<double>(t - (n - down)) / static_cast<double>(down);
      return to + (level - to) * fall(shape, u);
    });
  }
};

}  // namespace

const ScheduleKind& wsd() {
  static const Wsd instance;
  return instance;
}

}  // namespace backplane::train::schedules
