// exponential: lr(t) = level * gamma^floor(t / every), as PyTorch's ExponentialLR.
#include "described.hpp"
#include "train/schedules/decay.hpp"
#include "train/schedules/entries.hpp"

namespace backplane::train::schedules {
namespace {

enum Param : std::size_t { kGamma, kEvery };

class Exponential final : public ScheduleKind {
 public:
  Exponential() {
    id = "exponential";
    summary = "lr(t) = level * gamma^floor(t / every)";
    params = {within(real_param("gamma", 0.95, "Factor each time",
                                BACKPLANE_PF_MAIN | BACKPLANE_PF_MIN_EXCL),
                     0),
              string_param(
                  "every", "1 epochs",
                  "How often: '1 epochs' as PyTorch steps it, '1 steps' for smooth")};
  }

  [[nodiscard]] Result<Curve> curve(const config::Bound& bound,
                                    const Stretch& stretch) const override {
    return decay(bound.values[kGamma].f, bound.values[kEvery].s,
                 place_or(bound, kEvery), stretch);
  }
};

}  // namespace

const ScheduleKind& exponential() {
  static const Exponential instance;
  return instance;
}

}  // namespace backplane::train::schedules
