// brightness_contrast: y = c b x + (1 - c) b m, with m the mean of the image.
#include <algorithm>

#include "data/augment.hpp"
#include "described.hpp"

namespace backplane::data {
namespace {

struct Op {
  double brightness, contrast;

  template <class T>
  void operator()(Image<T> image, Draws& draws, T*) const {
    const std::int64_t n = image.size.elements();
    const double b = factor(draws, brightness), c = factor(draws, contrast);
    double sum = 0;
    for (std::int64_t i = 0; i < n; ++i) sum += static_cast<double>(image.x[i]);
    const double mean = sum / static_cast<double>(n);
    const auto scale = static_cast<T>(c * b);
    const auto shift = static_cast<T>((1 - c) * b * mean);
    for (std::int64_t i = 0; i < n; ++i) image.x[i] = scale * image.x[i] + shift;
  }

  static double factor(Draws& draws, double by) {
    return draws.uniform(std::max(0.0, 1 - by), 1 + by);
  }
};

class BrightnessContrast final : public Augment {
 public:
  BrightnessContrast() {
    id = "brightness_contrast";
    summary = "makes the image lighter or darker, and its contrasts weaker or stronger";
    doc =
        "All values are multiplied by b, then their distances from the image's mean by "
        "c: b from 1 - brightness to 1 + brightness, c likewise. Nothing is cut off at "
        "the ends of the range.";
    params = {within(real_param("brightness", 0.2, "the range of b"), 0, 10),
              within(real_param("contrast", 0.2, "the range of c"), 0, 10)};
  }

  [[nodiscard]] PlannedAugment plan(const config::Bound& bound,
                                    const ImageSize&) const override {
    return change_by(Op{bound["brightness"].f, bound["contrast"].f});
  }
};

}  // namespace

const Augment& brightness_contrast_augment() {
  static const BrightnessContrast augment;
  return augment;
}

}  // namespace backplane::data
