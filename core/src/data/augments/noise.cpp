// noise: y = x + std n, with n normal.
#include "data/augment.hpp"
#include "described.hpp"

namespace backplane::data {
namespace {

struct Op {
  double std;

  template <class T>
  void operator()(Image<T> image, Draws& draws, T* spare) const {
    const std::int64_t n = image.size.elements();
    draws.normals(n, spare);
    for (std::int64_t i = 0; i < n; ++i) image.x[i] += static_cast<T>(std) * spare[i];
  }
};

class Noise final : public Augment {
 public:
  Noise() {
    id = "noise";
    summary = "adds normal noise to every value";
    doc = "The values are those of the files: 0 to 255 where they hold bytes.";
    params = {within(
        real_param("std", 0, "standard deviation, in the files' values",
                   BACKPLANE_PF_MAIN | BACKPLANE_PF_REQUIRED | BACKPLANE_PF_MIN_EXCL),
        0)};
  }

  [[nodiscard]] PlannedAugment plan(const config::Bound& bound,
                                    const ImageSize&) const override {
    return change_by(Op{bound["std"].f});
  }
};

}  // namespace

const Augment& noise_augment() {
  static const Noise augment;
  return augment;
}

}  // namespace backplane::data
