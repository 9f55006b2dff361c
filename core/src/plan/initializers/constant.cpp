// constant: w = value
#include <algorithm>

#include "described.hpp"
#include "plan/initializers/entries.hpp"

namespace backplane::plan::initializers {
namespace {

class Constant final : public Initializer {
 public:
  Constant() {
    id = "constant";
    summary = "w = value";
    params = {real_param("value", 0, "The value", BACKPLANE_PF_MAIN)};
  }

 protected:
  void block(std::span<const Value> values, const InitTarget& target, std::uint64_t,
             std::span<double> out) const override {
    std::fill(out.begin(), out.end(), values[0].f * target.gain);
  }
};

}  // namespace

const Initializer& constant() {
  static const Constant instance;
  return instance;
}

}  // namespace backplane::plan::initializers
