// ones: w = 1
#include <algorithm>

#include "plan/initializers/entries.hpp"

namespace backplane::plan::initializers {
namespace {

class Ones final : public Initializer {
 public:
  Ones() {
    id = "ones";
    summary = "w = 1";
  }

 protected:
  void block(std::span<const Value>, const InitTarget& target, std::uint64_t,
             std::span<double> out) const override {
    std::fill(out.begin(), out.end(), target.gain);
  }
};

}  // namespace

const Initializer& ones() {
  static const Ones instance;
  return instance;
}

}  // namespace backplane::plan::initializers
