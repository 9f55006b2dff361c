// variance_scaling: w of mean 0 and variance s^2 = scale / n, n a fan; as Keras.
#include <algorithm>
#include <cmath>

#include "described.hpp"
#include "plan/initializers/draw.hpp"
#include "plan/initializers/entries.hpp"

namespace backplane::plan::initializers {
namespace {

enum Param : std::size_t { kScale, kMode, kDistribution };
enum Mode : std::int64_t { kFanIn, kFanOut, kFanAvg };
enum Distribution : std::int64_t { kTruncatedNormal, kNormal, kUniform };

// The deviation of a standard normal within [-2, 2]:
// sqrt(1 - 4 phi(2) / (Phi(2) - Phi(-2))).
constexpr double kWithinTwo = 0.8796256610342398;

double fan(std::int64_t mode, const Fans& fans) {
  const auto in = static_cast<double>(fans.in), out = static_cast<double>(fans.out);
  if (mode == kFanAvg) return (in + out) / 2;
  return mode == kFanOut ? out : in;
}

class VarianceScaling final : public Initializer {
 public:
  VarianceScaling() {
    id = "variance_scaling";
    summary = "w of mean 0 and variance scale / n, n the fan of `mode`";
    doc =
        "fan_avg is (fan_in + fan_out) / 2. The truncated normal is cut at two "
        "deviations and then has the variance; the uniform one lies within sqrt(3 "
        "scale / n).";
    params = {within(real_param("scale", 1, "Variance times n",
                                BACKPLANE_PF_MAIN | BACKPLANE_PF_MIN_EXCL),
                     0),
              choice_param("mode", {"fan_in", "fan_out", "fan_avg"}, "What n is"),
              choice_param("distribution", {"truncated_normal", "normal", "uniform"},
                           "What is drawn from")};
  }

 protected:
  void block(std::span<const Value> values, const InitTarget& target,
             std::uint64_t offset, std::span<double> out) const override {
    const double n = fan(values[kMode].i, fans_of(target));
    const double s = target.gain * std::sqrt(values[kScale].f / n);
    const double a = std::sqrt(3.0) * s, cut = s / kWithinTwo;
    switch (values[kDistribution].i) {
      case kNormal:
        return draw_normal(target.seed, offset, 0, s, out);
      case kUniform:
        return draw_uniform(target.seed, offset, -a, a, out);
      default:
        if (!(cut > 0)) return std::fill(out.begin(), out.end(), 0.0);  // a gain of 0
        return draw_truncated_normal(target.seed, offset, 0, cut, -2 * cut, 2 * cut,
                                     out);
    }
  }
};

}  // namespace

const Initializer& variance_scaling() {
  static const VarianceScaling instance;
  return instance;
}

}  // namespace backplane::plan::initializers
