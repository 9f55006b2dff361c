// erase: a rectangle of random size and place is painted over (Zhong et al., 2017).
#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "backplane/sdk/math.hpp"
#include "data/augment.hpp"
#include "data/box.hpp"
#include "described.hpp"

namespace backplane::data {
namespace {

enum class With { value, mean, noise };
constexpr int kAttempts = 10;  // to find a rectangle that fits, as torchvision does

struct Op {
  double p, area_low, area_high, aspect_low, aspect_high;
  With with;
  double value;

  template <class T>
  void operator()(Image<T> image, Draws& draws, T* spare) const {
    if (!draws.chance(p)) return;
    const Box box = draw_box(image.size, draws);
    if (box.h == 0) return;
    if (with == With::noise) make_noise(image, draws, spare);
    for (std::int64_t c = 0; c < image.size.C; ++c) {
      const T paint = with == With::mean ? mean_of(image, c) : static_cast<T>(value);
      for (std::int64_t r = box.top; r < box.top + box.h; ++r) {
        const std::int64_t at = (c * image.size.H + r) * image.size.W + box.left;
        if (with == With::noise)
          std::copy_n(spare + at, box.w, image.x + at);
        else
          std::fill_n(image.x + at, box.w, paint);
      }
    }
  }

  // The logarithm of the aspect is uniform, so that 1/2 is as likely as 2.
  [[nodiscard]] Box draw_box(const ImageSize& size, Draws& draws) const {
    const double low = backplane::log(aspect_low), high = backplane::log(aspect_high);
    for (int attempt = 0; attempt < kAttempts; ++attempt) {
      const double area =
          draws.uniform(area_low, area_high) * static_cast<double>(size.H * size.W);
      const double aspect = backplane::exp(draws.uniform(low, high));
      const std::int64_t h = std::llround(backplane::sqrt(area * aspect));
      const std::int64_t w = std::llround(backplane::sqrt(area / aspect));
      if (h < 1 || w < 1 || h >= size.H || w >= size.W) continue;
      const std::int64_t top = draws.below(size.H - h + 1);
      return {top, draws.below(size.W - w + 1), h, w};
    }
    return {};
  }

  template <class T>
  static T mean_of(const Image<T>& image, std::int64_t c) {
    const std::int64_t n = image.size.H * image.size.W;
    double sum = 0;
    for (std::int64_t i = 0; i < n; ++i) sum += static_cast<double>(image.plane(c)[i]);
    return static_cast<T>(sum / static_cast<double>(n));
  }

  // Uniform between the darkest and the lightest value of the image.
  template <class T>
  static void make_noise(const Image<T>& image, Draws& draws, T* spare) {
    const std::int64_t n = image.size.elements();
    const auto [low, high] = std::minmax_element(image.x, image.x + n);
    draws.uniforms(n, spare);
    for (std::int64_t i = 0; i < n; ++i) spare[i] = *low + (*high - *low) * spare[i];
  }
};

class Erase final : public Augment {
 public:
  Erase() {
    id = "erase";
    summary = "paints over a rectangle of random size and place";
    doc =
        "`area` is the rectangle's part of the image, `aspect` its height over its "
        "width. It is painted with `value` (0 is black), with the `mean` of each "
        "channel, or with `noise` from the darkest to the lightest value.";
    ParamSpec with;
    with.name = "with";
    with.type = ParamType::choice;
    with.doc = "what it is painted with";
    with.def = Value::choice(0);
    with.choices = {"value", "mean", "noise"};
    params = {
        within(real_param("p", 0.5, "how often", BACKPLANE_PF_MAIN), 0, 1),
        within(range_param("area", 0.02, 0.33, "of the image", BACKPLANE_PF_MIN_EXCL),
               0, 1),
        within(range_param("aspect", 0.3, 3.3, "height over width"), 0.01, 100),
        std::move(with), real_param("value", 0, "for 'with: value'")};
  }

  [[nodiscard]] Outcome check(const config::Bound& bound,
                              const ImageSize& size) const override {
    const double most = bound["area"].fs.back() * static_cast<double>(size.H * size.W);
    if (size.H < 2 || size.W < 2 || most < 0.25)
      return misfit(
          bound, "area",
          fmt::format("erase finds no rectangle in an image of {}×{}", size.H, size.W));
    return Done{};
  }

  [[nodiscard]] PlannedAugment plan(const config::Bound& bound,
                                    const ImageSize&) const override {
    const auto &area = bound["area"].fs, &aspect = bound["aspect"].fs;
    return change_by(Op{bound["p"].f, area.front(), area.back(), aspect.front(),
                        aspect.back(), static_cast<With>(bound["with"].i),
                        bound["value"].f});
  }
};

}  // namespace

const Augment& erase_augment() {
  static const Erase augment;
  return augment;
}

}  // namespace backplane::data
