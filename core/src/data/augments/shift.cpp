// shift: the image moved by whole pixels; nothing comes back on the other side.
#include <fmt/format.h>

#include <cmath>

#include "data/window.hpp"
#include "described.hpp"

namespace backplane::data {
namespace {

struct Op {
  std::int64_t down, across;  // at most
  double fill;

  template <class T>
  void operator()(Image<T> image, Draws& draws, T*) const {
    const std::int64_t dy = draws.below(2 * down + 1) - down;
    const std::int64_t dx = draws.below(2 * across + 1) - across;
    move_filled(image, dy, dx, static_cast<T>(fill));
  }
};

class Shift final : public Augment {
 public:
  Shift() {
    id = "shift";
    summary = "moves the image by up to a part of its height and width";
    doc =
        "Each whole number of pixels up to that is as likely, down and across by "
        "themselves. `pixels` says how many instead of a part. What comes into sight "
        "is `fill`; nothing is wrapped around.";
    ParamSpec pixels =
        within(integer_param("pixels", 0, "how far at most; 0: as 'fraction' says"), 0,
               1 << 20);
    pixels.unit = "px";
    params = {within(real_param("fraction", 0.1, "of height and width, at most",
                                BACKPLANE_PF_MAIN | BACKPLANE_PF_MAX_EXCL),
                     0, 1),
              std::move(pixels),
              real_param("fill", 0, "what comes into sight, in the files' values")};
  }

  [[nodiscard]] Outcome check(const config::Bound& bound,
                              const ImageSize& size) const override {
    const std::int64_t pixels = bound["pixels"].i;
    // A resolved file writes the fraction that nobody chose.
    if (pixels > 0 && bound["fraction"].f != params.front().def.f)
      return misfit(bound, "pixels", "shift has both 'fraction' and 'pixels'",
                    "one of them says how far");
    if (pixels >= std::min(size.H, size.W))
      return misfit(bound, "pixels",
                    fmt::format("shift moves by {} pixels, and an image is {}×{}",
                                pixels, size.H, size.W));
    if (pixels == 0 && reach(bound, size.H) == 0 && reach(bound, size.W) == 0)
      return misfit(
          bound, "fraction",
          fmt::format("shift moves by less than a pixel of {}×{}", size.H, size.W));
    return Done{};
  }

  [[nodiscard]] PlannedAugment plan(const config::Bound& bound,
                                    const ImageSize& size) const override {
    return change_by(Op{reach(bound, size.H), reach(bound, size.W), bound["fill"].f});
  }

 private:
  static std::int64_t reach(const config::Bound& bound, std::int64_t n) {
    const std::int64_t pixels = bound["pixels"].i;
    return pixels > 0 ? pixels
                      : std::llround(bound["fraction"].f * static_cast<double>(n));
  }
};

}  // namespace

const Augment& shift_augment() {
  static const Shift augment;
  return augment;
}

}  // namespace backplane::data
