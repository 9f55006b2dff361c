// normal: w ~ N(mean, std^2)
#include "described.hpp"
#include "plan/initializers/draw.hpp"
#include "plan/initializers/entries.hpp"

namespace backplane::plan::initializers {
namespace {

enum Param : std::size_t { kStd, kMean };

class Normal final : public Initializer {
 public:
  Normal() {
    id = "normal";
    summary = "w ~ N(mean, std^2)";
    params = {
        within(real_param("std", 0.01, "Standard deviation", BACKPLANE_PF_MAIN), 0),
        real_param("mean", 0, "Mean")};
  }

 protected:
  void block(std::span<const Value> values, const InitTarget& target,
             std::uint64_t offset, std::span<double> out) const override {
    const double g = target.gain;
    draw_normal(target.seed, offset, g * values[kMean].f, g * values[kStd].f, out);
  }
};

}  // namespace

const Initializer& normal() {
  static const Normal instance;
  return instance;
}

}  // namespace backplane::plan::initializers
