// he_normal: w ~ N(0, s^2), s = gain sqrt(2 / fan_in)
#include <cmath>

#include "plan/initializers/draw.hpp"
#include "plan/initializers/entries.hpp"

namespace backplane::plan::initializers {
namespace {

class HeNormal final : public Initializer {
 public:
  HeNormal() {
    id = "he_normal";
    summary = "w ~ N(0, s^2), s = gain sqrt(2 / fan_in)";
    params = {gain_param()};
  }

 protected:
  void block(std::span<const Value> values, const InitTarget& target,
             std::uint64_t offset, std::span<double> out) const override {
    const Fans fans = fans_of(target);
    const double s =
        values[0].f * target.gain * std::sqrt(2 / static_cast<double>(fans.in));
    draw_normal(target.seed, offset, 0, s, out);
  }
};

}  // namespace

const Initializer& he_normal() {
  static const HeNormal instance;
  return instance;
}

}  // namespace backplane::plan::initializers
