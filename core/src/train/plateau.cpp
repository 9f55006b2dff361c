// A plateau: lr = max(factor lr, min_lr) after more than `patience` epochs without
// improvement.
#include "train/plateau.hpp"

#include <algorithm>
#include <limits>

namespace backplane::train {
namespace {

bool improves(const PlateauRule& rule, double value, double best, bool higher) {
  if (higher)
    return value >
           (rule.relative ? best * (1 + rule.threshold) : best + rule.threshold);
  return value < (rule.relative ? best * (1 - rule.threshold) : best - rule.threshold);
}

}  // namespace

Plateau Plateau::begun(double lr, bool higher_is_better) {
  constexpr double kInfinity = std::numeric_limits<double>::infinity();
  return {lr, higher_is_better ? -kInfinity : kInfinity, 0, 0};
}

void Plateau::observe(const PlateauRule& rule, double value, bool higher_is_better) {
  if (improves(rule, value, best, higher_is_better)) {
    best = value;
    bad = 0;
  } else {
    ++bad;
  }
  if (cooldown > 0) {
    --cooldown;
    bad = 0;
  }
  if (bad <= rule.patience) return;
  const double lower = std::max(lr * rule.factor, rule.min_lr);
  if (lr - lower > rule.eps) lr = lower;
  cooldown = rule.cooldown;
  bad = 0;
}

}  // namespace backplane::train
