// pad_crop: the image padded on all sides, then cut to its size at a random place.
#include <fmt/format.h>

#include "data/window.hpp"
#include "described.hpp"

namespace backplane::data {
namespace {

enum class Border { zero, reflect };

struct Op {
  std::int64_t pad;
  Border border;

  template <class T>
  void operator()(Image<T> image, Draws& draws, T* spare) const {
    const std::int64_t dy = draws.below(2 * pad + 1) - pad;
    const std::int64_t dx = draws.below(2 * pad + 1) - pad;
    if (border == Border::zero)
      move_filled(image, dy, dx, T{0});
    else
      move_mirrored(image, dy, dx, spare);
  }
};

class PadCrop final : public Augment {
 public:
  PadCrop() {
    id = "pad_crop";
    summary = "pads the image, then cuts its size out at a random place";
    doc =
        "Each of the (2 pad + 1)² places is as likely. `mode: zero` pads with zeros, "
        "which is black; `reflect` with the image in a mirror.";
    ParamSpec mode;
    mode.name = "mode";
    mode.type = ParamType::choice;
    mode.doc = "what the border is made of";
    mode.def = Value::choice(0);
    mode.choices = {"zero", "reflect"};
    ParamSpec pad = within(integer_param("pad", 4, "pixels on each side",
                                         BACKPLANE_PF_MAIN | BACKPLANE_PF_REQUIRED),
                           1, 1 << 20);
    pad.unit = "px";
    params = {std::move(pad), std::move(mode)};
  }

  [[nodiscard]] Outcome check(const config::Bound& bound,
                              const ImageSize& size) const override {
    const std::int64_t most = std::min(size.H, size.W) - 1;
    if (bound["pad"].i <= most) return Done{};
    return misfit(bound, "pad",
                  fmt::format("pad_crop pads {} pixels, and an image is {}×{}",
                              bound["pad"].i, size.H, size.W),
                  fmt::format("at most {} leave something of it in sight", most));
  }

  [[nodiscard]] PlannedAugment plan(const config::Bound& bound,
                                    const ImageSize&) const override {
    return change_by(Op{bound["pad"].i, static_cast<Border>(bound["mode"].i)});
  }
};

}  // namespace

const Augment& pad_crop_augment() {
  static const PadCrop augment;
  return augment;
}

}  // namespace backplane::data
