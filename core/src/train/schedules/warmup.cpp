// warmup: lr(t) = level * (from + (1 - from) t / length), a step at a time, as
// PyTorch's LinearLR; the next piece starts from the level.
#include "described.hpp"
#include "train/duration.hpp"
#include "train/schedules/entries.hpp"

namespace backplane::train::schedules {
namespace {

enum Param : std::size_t { kLength, kFrom };

class Warmup final : public ScheduleKind {
 public:
  Warmup() {
    id = "warmup";
    summary = "lr(t) = level * (from + (1 - from) t / length)";
    params = {string_param("length", "1 epochs",
                           "How long it climbs: '2 epochs', '100 steps', '5%'",
                           BACKPLANE_PF_MAIN),
              within(real_param("from", 0, "Factor of the first step"), 0, 1)};
  }

  [[nodiscard]] Result<std::optional<config::Duration>> length(
      const config::Bound& bound) const override {
    auto parsed = parse_length(bound.values[kLength].s, place_or(bound, kLength));
    if (!parsed) return parsed.error();
    return std::optional<config::Duration>(*parsed);
  }

  [[nodiscard]] Result<Curve> curve(const config::Bound& bound,
                                    const Stretch& stretch) const override {
    const double from = bound.values[kFrom].f;
    return Curve([from, n = stretch.steps](double level, std::uint64_t t) {
      if (t >= n) return level;
      const double part = static_cast<double>(t) / static_cast<double>(n);
      return level * (from + (1 - from) * part);
    });
  }
};

}  // namespace

const ScheduleKind& warmup() {
  static const Warmup instance;
  return instance;
}

}  // namespace backplane::train::schedules
