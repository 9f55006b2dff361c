// rotate: y at a place is x at the place turned back about the middle, bilinear.
#include <cmath>

#include "backplane/sdk/math.hpp"
#include "data/augment.hpp"
#include "described.hpp"

namespace backplane::data {
namespace {

constexpr double kRadian = 0.017453292519943295;  // pi / 180

// A plane to read between its pixels; outside of it everything is `fill`.
template <class T>
struct Source {
  const T* x;
  std::int64_t H, W;
  double fill;

  [[nodiscard]] double at(std::int64_t r, std::int64_t c) const {
    return r >= 0 && r < H && c >= 0 && c < W ? static_cast<double>(x[r * W + c])
                                              : fill;
  }
  [[nodiscard]] double between(double r, double c) const {
    const double top = std::floor(r), left = std::floor(c);
    const double down = r - top, across = c - left;
    const auto i = static_cast<std::int64_t>(top), k = static_cast<std::int64_t>(left);
    return (1 - down) * ((1 - across) * at(i, k) + across * at(i, k + 1)) +
           down * ((1 - across) * at(i + 1, k) + across * at(i + 1, k + 1));
  }
};

struct Op {
  double degrees, fill;

  template <class T>
  void operator()(Image<T> image, Draws& draws, T* spare) const {
    const auto [C, H, W] = image.size;
    const double angle = draws.uniform(-degrees, degrees) * kRadian;
    const double cosine = backplane::cos(angle), sine = backplane::sin(angle);
    const double middle_r = static_cast<double>(H - 1) / 2;
    const double middle_c = static_cast<double>(W - 1) / 2;
    std::copy(image.x, image.x + image.size.elements(), spare);
    for (std::int64_t c = 0; c < C; ++c) {
      const Source<T> source{spare + c * H * W, H, W, fill};
      T* y = image.plane(c);
      for (std::int64_t r = 0; r < H; ++r)
        for (std::int64_t k = 0; k < W; ++k) {
          const double down = static_cast<double>(r) - middle_r;
          const double across = static_cast<double>(k) - middle_c;
          *y++ =
              static_cast<T>(source.between(middle_r + cosine * down + sine * across,
                                            middle_c - sine * down + cosine * across));
        }
    }
  }
};

class Rotate final : public Augment {
 public:
  Rotate() {
    id = "rotate";
    summary = "turns the image about its middle by up to an angle, either way";
    doc =
        "Each angle is as likely. Values between pixels are bilinear; what comes into "
        "sight at the corners is `fill`.";
    params = {within(real_param("degrees", 10, "the largest angle",
                                BACKPLANE_PF_MAIN | BACKPLANE_PF_REQUIRED |
                                    BACKPLANE_PF_MIN_EXCL),
                     0, 180),
              real_param("fill", 0, "what comes into sight, in the files' values")};
  }

  [[nodiscard]] PlannedAugment plan(const config::Bound& bound,
                                    const ImageSize&) const override {
    return change_by(Op{bound["degrees"].f, bound["fill"].f});
  }
};

}  // namespace

const Augment& rotate_augment() {
  static const Rotate augment;
  return augment;
}

}  // namespace backplane::data
