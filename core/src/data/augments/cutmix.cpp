// cutmix: a rectangle of another image takes the place of the same one here; the
// targets are mixed by what is left of the image (Yun et al., 2019).
#include <algorithm>
#include <cmath>

#include "backplane/sdk/math.hpp"
#include "data/augment.hpp"
#include "data/box.hpp"
#include "described.hpp"

namespace backplane::data {
namespace {

struct Op {
  double alpha, p;

  template <class T>
  double operator()(Image<T> image, const T* other, Draws& draws) const {
    if (!draws.chance(p)) return 1;
    const Box box = draw_box(image.size, draws);
    const auto [C, H, W] = image.size;
    if (image.x != nullptr)
      for (std::int64_t c = 0; c < C; ++c)
        for (std::int64_t r = box.top; r < box.top + box.h; ++r) {
          const std::int64_t at = (c * H + r) * W + box.left;
          std::copy_n(other + at, box.w, image.x + at);
        }
    return 1 - static_cast<double>(box.h * box.w) / static_cast<double>(H * W);
  }

  // Sides are sqrt(1 - l) of the image's, its middle is anywhere in the image; what
  // hangs over the edge is cut off.
  [[nodiscard]] Box draw_box(const ImageSize& size, Draws& draws) const {
    const double side = backplane::sqrt(1 - draws.beta(alpha));
    const auto [top, h] = span(size.H, side, draws);
    const auto [left, w] = span(size.W, side, draws);
    return {top, left, h, w};
  }

  static std::pair<std::int64_t, std::int64_t> span(std::int64_t n, double side,
                                                    Draws& draws) {
    const auto whole = static_cast<std::int64_t>(side * static_cast<double>(n));
    const std::int64_t middle = draws.below(n);
    const std::int64_t begin = std::max<std::int64_t>(middle - whole / 2, 0);
    const std::int64_t end = std::min(middle + whole / 2, n);
    return {begin, end - begin};
  }
};

class Cutmix final : public Augment {
 public:
  Cutmix() {
    id = "cutmix";
    summary = "replaces a rectangle of each image by that of another of the batch";
    doc =
        "The rectangle leaves about a share l, drawn from Beta(alpha, alpha), of the "
        "image; the target is mixed by the exact share. Class labels become rows of "
        "shares, so the loss must take dense targets. Partners are found as for "
        "`mixup`.";
    params = {
        within(real_param("alpha", 1, "1: all shares are as likely", BACKPLANE_PF_MAIN),
               0.001, 1000),
        within(real_param("p", 1, "how often"), 0, 1)};
  }

  [[nodiscard]] bool mixes() const override { return true; }
  [[nodiscard]] PlannedAugment plan(const config::Bound& bound,
                                    const ImageSize&) const override {
    return mix_by(Op{bound["alpha"].f, bound["p"].f});
  }
};

}  // namespace

const Augment& cutmix_augment() {
  static const Cutmix augment;
  return augment;
}

}  // namespace backplane::data
