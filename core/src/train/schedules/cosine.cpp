// cosine: lr(t) = to + (level - to) (1 + cos(pi t / length)) / 2, a step at a time, as
// PyTorch's CosineAnnealingLR with T_max its length.
#include <cmath>
#include <numbers>

#include "described.hpp"
#include "train/schedules/entries.hpp"

namespace backplane::train::schedules {
namespace {

class Cosine final : public ScheduleKind {
 public:
  Cosine() {
    id = "cosine";
    summary = "lr(t) = to + (level - to) (1 + cos(pi t / length)) / 2";
    params = {within(real_param("to", 0, "The learning rate at its end"), 0)};
  }

  [[nodiscard]] Result<Curve> curve(const config::Bound& bound,
                                    const Stretch& stretch) const override {
    const double to = bound.values[0].f;
    return Curve([to, n = stretch.steps](double level, std::uint64_t t) {
      if (t >= n) return to;
      const double part = static_cast<double>(t) / static_cast<double>(n);
      return to + (level - to) * (1 + std::cos(std::numbers::pi * part)) / 2;
    });
  }
};

}  // namespace

const ScheduleKind& cosine() {
  static const Cosine instance;
  return instance;
}

}  // namespace backplane::train::schedules
