// inverse_sqrt: lr(t) = level sqrt(s / (s + t)), s the timescale: after a warmup of s
// steps, level sqrt(s) / sqrt(steps since the run began).
#include <cmath>

#include "described.hpp"
#include "train/duration.hpp"
#include "train/schedules/entries.hpp"

namespace backplane::train::schedules {
namespace {

constexpr const char* kBefore = "before";

Error nothing_before(const Place& place) {
  Error error;
  error.code = "E0366";
  error.message =
      "'inverse_sqrt' takes its timescale from the pieces before it, but "
      "it is the first";
  error.place = place;
  error.label = "put a warmup before it, or write {timescale: 1000 steps}";
  return error;
}

class InverseSqrt final : public ScheduleKind {
 public:
  InverseSqrt() {
    id = "inverse_sqrt";
    summary = "lr(t) = level sqrt(s / (s + t)), s the timescale in steps";
    doc =
        "After `warmup: 4000 steps` it is the schedule of the first transformers: "
        "level sqrt(4000 / step).";
    params = {
        string_param("timescale", kBefore,
                     "'1000 steps', '2 epochs', '10%', or 'before': the length of "
                     "the pieces before it",
                     BACKPLANE_PF_MAIN)};
  }

  [[nodiscard]] Result<Curve> curve(const config::Bound& bound,
                                    const Stretch& stretch) const override {
    const auto steps = timescale(bound, stretch);
    if (!steps) return steps.error();
    return Curve([s = static_cast<double>(*steps)](double level, std::uint64_t t) {
      return level * std::sqrt(s / (s + static_cast<double>(t)));
    });
  }

 private:
  [[nodiscard]] static Result<std::uint64_t> timescale(const config::Bound& bound,
                                                       const Stretch& stretch) {
    const std::string& text = bound.values[0].s;
    if (text != kBefore) return parse_steps(text, place_or(bound, 0), stretch.clock);
    if (stretch.begin == 0) return nothing_before(bound.place);
    return stretch.begin;
  }
};

}  // namespace

const ScheduleKind& inverse_sqrt() {
  static const InverseSqrt instance;
  return instance;
}

}  // namespace backplane::train::schedules
