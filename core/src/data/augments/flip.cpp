// flip: the image in a mirror, y[r, c] = x[r, W - 1 - c] or x[H - 1 - r, c].
#include <algorithm>

#include "data/augment.hpp"
#include "described.hpp"

namespace backplane::data {
namespace {

struct Op {
  bool horizontal, vertical;
  double p;

  template <class T>
  void operator()(Image<T> image, Draws& draws, T*) const {
    const auto [C, H, W] = image.size;
    if (horizontal && draws.chance(p))
      for (std::int64_t r = 0; r < C * H; ++r)
        std::reverse(image.x + r * W, image.x + (r + 1) * W);
    if (vertical && draws.chance(p))
      for (std::int64_t c = 0; c < C; ++c)
        for (std::int64_t r = 0; r < H / 2; ++r) {
          T* row = image.plane(c) + r * W;
          std::swap_ranges(row, row + W, image.plane(c) + (H - 1 - r) * W);
        }
  }
};

class Flip final : public Augment {
 public:
  Flip() {
    id = "flip";
    summary = "shows the image in a mirror, left for right or top for bottom";
    doc = "With `both`, each of the two happens or not by itself.";
    ParamSpec axis;
    axis.name = "axis";
    axis.type = ParamType::choice;
    axis.doc = "horizontal swaps left and right, vertical top and bottom";
    axis.def = Value::choice(0);
    axis.choices = {"horizontal", "vertical", "both"};
    axis.flags = BACKPLANE_PF_MAIN;
    params = {std::move(axis), within(real_param("p", 0.5, "how often"), 0, 1)};
  }

  [[nodiscard]] PlannedAugment plan(const config::Bound& bound,
                                    const ImageSize&) const override {
    const std::int64_t axis = bound["axis"].i;
    return change_by(Op{axis != 1, axis != 0, bound["p"].f});
  }
};

}  // namespace

const Augment& flip_augment() {
  static const Flip augment;
  return augment;
}

}  // namespace backplane::data
