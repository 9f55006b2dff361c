// poly: lr(t) = to + (level - to) (1 - t / length)^power, a step at a time; with to = 0
// PyTorch's PolynomialLR with total_iters its length.
#include <cmath>

#include "described.hpp"
#include "train/schedules/entries.hpp"

namespace backplane::train::schedules {
namespace {

enum Param : std::size_t { kPower, kTo };

class Poly final : public ScheduleKind {
 public:
  Poly() {
    id = "poly";
    summary = "lr(t) = to + (level - to) (1 - t / length)^power";
    params = {
        within(real_param("power", 1, "1: a straight line", BACKPLANE_PF_MAIN), 0),
        within(real_param("to", 0, "The learning rate at its end"), 0)};
  }

  [[nodiscard]] Result<Curve> curve(const config::Bound& bound,
                                    const Stretch& stretch) const override {
    const double power = bound.values[kPower].f, to = bound.values[kTo].f;
    return Curve([power, to, n = stretch.steps](double level, std::uint64_t t) {
      if (t >= n) return to;
      const double left = 1 - static_cast<double>(t) / static_cast<double>(n);
      return to + (level - to) * std::pow(left, power);
    });
  }
};

}  // namespace

const ScheduleKind& poly() {
  static const Poly instance;
  return instance;
}

}  // namespace backplane::train::schedules
