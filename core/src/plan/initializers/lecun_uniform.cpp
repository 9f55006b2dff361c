// lecun_uniform: w ~ U[-a, a], a = gain sqrt(3 / fan_in)
#include <cmath>

#include "plan/initializers/draw.hpp"
#include "plan/initializers/entries.hpp"

namespace backplane::plan::initializers {
namespace {

class LecunUniform final : public Initializer {
 public:
  LecunUniform() {
    id = "lecun_uniform";
    summary = "w ~ U[-a, a], a = gain sqrt(3 / fan_in)";
    params = {gain_param()};
  }

 protected:
  void block(std::span<const Value> values, const InitTarget& target,
             std::uint64_t offset, std::span<double> out) const override {
    const Fans fans = fans_of(target);
    const double a =
        values[0].f * target.gain * std::sqrt(3 / static_cast<double>(fans.in));
    draw_uniform(target.seed, offset, -a, a, out);
  }
};

}  // namespace

const Initializer& lecun_uniform() {
  static const LecunUniform instance;
  return instance;
}

}  // namespace backplane::plan::initializers
