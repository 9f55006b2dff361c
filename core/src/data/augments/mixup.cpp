// mixup: y = l x + (1 - l) x', t = l t + (1 - l) t', l from Beta(alpha, alpha) (Zhang
// et al., 2017).
#include "data/augment.hpp"
#include "described.hpp"

namespace backplane::data {
namespace {

struct Op {
  double alpha, p;

  template <class T>
  double operator()(Image<T> image, const T* other, Draws& draws) const {
    if (!draws.chance(p)) return 1;
    const double share = draws.beta(alpha);
    if (image.x == nullptr) return share;
    const auto mine = static_cast<T>(share), others = static_cast<T>(1 - share);
    const std::int64_t n = image.size.elements();
    for (std::int64_t i = 0; i < n; ++i)
      image.x[i] = mine * image.x[i] + others * other[i];
    return share;
  }
};

class Mixup final : public Augment {
 public:
  Mixup() {
    id = "mixup";
    summary = "blends each sample and its target with another of the batch";
    doc =
        "A share l, drawn for each sample from Beta(alpha, alpha), is its own, 1 - l "
        "the other's; class labels become rows of shares, so the loss must take dense "
        "targets. The partners of a batch are its samples shifted by a random number "
        "of places.";
    params = {within(real_param("alpha", 0.2,
                                "small: one of the two prevails; 1: all "
                                "shares are as likely",
                                BACKPLANE_PF_MAIN),
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

const Augment& mixup_augment() {
  static const Mixup augment;
  return augment;
}

}  // namespace backplane::data
