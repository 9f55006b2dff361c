// zeros: w = 0
#include <algorithm>

#include "plan/initializers/entries.hpp"

namespace backplane::plan::initializers {
namespace {

class Zeros final : public Initializer {
 public:
  Zeros() {
    id = "zeros";
    summary = "w = 0";
  }

 protected:
  void block(std::span<const Value>, const InitTarget&, std::uint64_t,
             std::span<double> out) const override {
    std::fill(out.begin(), out.end(), 0.0);
  }
};

}  // namespace

const Initializer& zeros() {
  static const Zeros instance;
  return instance;
}

}  // namespace backplane::plan::initializers
