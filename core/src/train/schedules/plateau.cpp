// plateau: lr(t) = the level, which falls by `factor` when a measure has not improved
// for more than `patience` epochs; as PyTorch's ReduceLROnPlateau.
#include "config/tables.hpp"
#include "described.hpp"
#include "train/schedules/entries.hpp"

namespace backplane::train::schedules {
namespace {

enum Param : std::size_t {
  kMetric,
  kFactor,
  kPatience,
  kThreshold,
  kThresholdMode,
  kCooldown,
  kMinLr,
  kEps
};

ParamSpec epochs_param(std::string name, std::int64_t def, std::string doc,
                       std::uint32_t flags = 0) {
  ParamSpec spec =
      within(integer_param(std::move(name), def, std::move(doc), flags), 0);
  spec.unit = "epochs";
  return spec;
}

ParamSpec metric_param() {
  ParamSpec spec =
      string_param("metric", "val.loss",
                   "What is watched: val.loss, train.loss, or 'val.' with a metric");
  spec.unit = kMeasureUnit;
  return spec;
}

class PlateauKind final : public ScheduleKind {
 public:
  PlateauKind() {
    id = "plateau";
    summary = "the level, times `factor` when a measure stops improving";
    doc =
        "At the end of each epoch the measure is compared with its best. After more "
        "than `patience` epochs without improvement the rate becomes max(factor lr, "
        "min_lr), and the next `cooldown` epochs are not counted. Whether more is "
        "better, the metric says.";
    params = {metric_param(),
              within(real_param("factor", 0.1, "New rate / old",
                                BACKPLANE_PF_MIN_EXCL | BACKPLANE_PF_MAX_EXCL),
                     0, 1),
              epochs_param("patience", 10, "Epochs without improvement that are borne",
                           BACKPLANE_PF_MAIN),
              within(real_param("threshold", 1e-4, "What counts as improvement"), 0),
              choice_param("threshold_mode", {"rel", "abs"},
                           "threshold is a part of the best, or a difference from it"),
              epochs_param("cooldown", 0, "Epochs after a fall that are not counted"),
              within(real_param("min_lr", 0, "The rate never falls below"), 0),
              within(real_param("eps", 1e-8, "A fall by less does not happen"), 0)};
  }

  [[nodiscard]] Result<Curve> curve(const config::Bound&,
                                    const Stretch&) const override {
    return Curve([](double level, std::uint64_t) { return level; });
  }

  [[nodiscard]] std::optional<PlateauRule> plateau(
      const config::Bound& bound) const override {
    const auto& v = bound.values;
    return PlateauRule{v[kMetric].s,
                       v[kFactor].f,
                       static_cast<std::uint64_t>(v[kPatience].i),
                       v[kThreshold].f,
                       v[kThresholdMode].i == 0,
                       static_cast<std::uint64_t>(v[kCooldown].i),
                       v[kMinLr].f,
                       v[kEps].f};
  }
};

}  // namespace

const ScheduleKind& plateau() {
  static const PlateauKind instance;
  return instance;
}

}  // namespace backplane::train::schedules
