// step: lr(t) = level * gamma^floor(t / every), as PyTorch's StepLR.
#include "described.hpp"
#include "train/schedules/decay.hpp"
#include "train/schedules/entries.hpp"

namespace backplane::train::schedules {
namespace {

enum Param : std::size_t { kEvery, kGamma };

class Step final : public ScheduleKind {
 public:
  Step() {
    id = "step";
    summary = "lr(t) = level * gamma^floor(t / every)";
    params = {
        string_param("every", "30 epochs",
                     "How long between two drops: '30 epochs', '500 steps', '10%'",
                     BACKPLANE_PF_MAIN),
        within(real_param("gamma", 0.1, "Factor of each drop", BACKPLANE_PF_MIN_EXCL),
               0)};
  }

  [[nodiscard]] Result<Curve> curve(const config::Bound& bound,
                                    const Stretch& stretch) const override {
    return decay(bound.values[kGamma].f, bound.values[kEvery].s,
                 place_or(bound, kEvery), stretch);
  }
};

}  // namespace

const ScheduleKind& step() {
  static const Step instance;
  return instance;
}

}  // namespace backplane::train::schedules
