// truncated_normal: w ~ N(mean, std^2) within [a, b], as PyTorch's trunc_normal_.
#include <fmt/format.h>

#include "described.hpp"
#include "plan/initializers/draw.hpp"
#include "plan/initializers/entries.hpp"

namespace backplane::plan::initializers {
namespace {

enum Param : std::size_t { kStd, kMean, kA, kB };

class TruncatedNormal final : public Initializer {
 public:
  TruncatedNormal() {
    id = "truncated_normal";
    summary = "w ~ N(mean, std^2) within [a, b]";
    doc = "What lies outside is not drawn, so the deviation is smaller than std.";
    params = {within(real_param("std", 1, "Standard deviation before the cut",
                                BACKPLANE_PF_MAIN | BACKPLANE_PF_MIN_EXCL),
                     0),
              real_param("mean", 0, "Mean before the cut"),
              real_param("a", -2, "The smallest value"),
              real_param("b", 2, "The largest value")};
  }

  [[nodiscard]] Outcome check(std::span<const Value> values) const override {
    if (values[kA].f <= values[kB].f) return Done{};
    Error error;
    error.code = "E0350";
    error.message = fmt::format("truncated_normal: a is {:g}, above b, which is {:g}",
                                values[kA].f, values[kB].f);
    error.label = params[kA].name;
    return error;
  }

 protected:
  void block(std::span<const Value> values, const InitTarget& target,
             std::uint64_t offset, std::span<double> out) const override {
    draw_truncated_normal(target.seed, offset, values[kMean].f, values[kStd].f,
                          values[kA].f, values[kB].f, out);
    for (double& x : out) x *= target.gain;
  }
};

}  // namespace

const Initializer& truncated_normal() {
  static const TruncatedNormal instance;
  return instance;
}

}  // namespace backplane::plan::initializers
