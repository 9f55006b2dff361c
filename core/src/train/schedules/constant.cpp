// constant: lr(t) = the level it starts from.
#include "train/schedules/entries.hpp"

namespace backplane::train::schedules {
namespace {

class Constant final : public ScheduleKind {
 public:
  Constant() {
    id = "constant";
    summary = "lr(t) = the level it starts from";
  }

  [[nodiscard]] Result<Curve> curve(const config::Bound&,
                                    const Stretch&) const override {
    return Curve([](double level, std::uint64_t) { return level; });
  }
};

}  // namespace

const ScheduleKind& constant() {
  static const Constant instance;
  return instance;
}

}  // namespace backplane::train::schedules
