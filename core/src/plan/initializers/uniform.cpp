// uniform: w ~ U[low, high]
#include <fmt/format.h>

#include "described.hpp"
#include "plan/initializers/draw.hpp"
#include "plan/initializers/entries.hpp"

namespace backplane::plan::initializers {
namespace {

enum Param : std::size_t { kLow, kHigh };

class Uniform final : public Initializer {
 public:
  Uniform() {
    id = "uniform";
    summary = "w ~ U[low, high]";
    params = {real_param("low", -0.05, "The smallest value"),
              real_param("high", 0.05, "The largest value")};
  }

  [[nodiscard]] Outcome check(std::span<const Value> values) const override {
    if (values[kLow].f <= values[kHigh].f) return Done{};
    Error error;
    error.code = "E0350";
    error.message = fmt::format("uniform: low is {:g}, above high, which is {:g}",
                                values[kLow].f, values[kHigh].f);
    error.label = "low";
    return error;
  }

 protected:
  void block(std::span<const Value> values, const InitTarget& target,
             std::uint64_t offset, std::span<double> out) const override {
    const double g = target.gain;
    draw_uniform(target.seed, offset, g * values[kLow].f, g * values[kHigh].f, out);
  }
};

}  // namespace

const Initializer& uniform() {
  static const Uniform instance;
  return instance;
}

}  // namespace backplane::plan::initializers
