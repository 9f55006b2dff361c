// adaptive_avgpool2d: y[p] = the mean of x over rows floor(p H/H') to ceil((p+1) H/H')
//                     and columns likewise; dx spreads dy evenly over them.
// Shapes: x (B,C,H,W), y (B,C,H',W').
#include <algorithm>

#include "backplane/sdk/plane_layer.hpp"
#include "backplane/sdk/window_spec.hpp"

namespace {

using backplane::sdk::Numbers;
using backplane::sdk::pick;
using backplane::sdk::size_of;

struct AdaptiveAvgPool2d : backplane::sdk::PlaneLayer<AdaptiveAvgPool2d> {
  Numbers output;

  static constexpr const char* doc =
      "Means over windows that are laid so that the output has the size that is asked "
      "for, whatever the image's.";
  static constexpr auto params = backplane::params(
      backplane::field(&AdaptiveAvgPool2d::output, "size", backplane::required,
                       {1, 65536}, "of the output: one number, or height and width")
          .main()
          .alias("output_size"));

  void validate() const { backplane::sdk::check_list("size", output, 2); }
  static void check(const backplane_shape& in) {
    backplane::sdk::check_image("adaptive_avgpool2d", in);
  }
  [[nodiscard]] backplane::sdk::Size size(const backplane_shape&) const {
    return {pick(output, 0), pick(output, 1)};
  }

  /// f(output, its window's rows and columns, their number)
  template <class F>
  void each_window(const backplane_shape& in, F&& f) const {
    const auto from = size_of(in), to = size(in);
    const auto ceil = [](std::int64_t a, std::int64_t b) { return (a + b - 1) / b; };
    for (std::int64_t r = 0; r < to.h; ++r)
      for (std::int64_t c = 0; c < to.w; ++c)
        f(r * to.w + c, r * from.h / to.h, ceil((r + 1) * from.h, to.h),
          c * from.w / to.w, ceil((c + 1) * from.w, to.w));
  }
  template <class T>
  void forward_plane(const backplane_shape& in, const T* x, T* y) const {
    const std::int64_t width = size_of(in).w;
    each_window(in, [=](auto p, auto top, auto bottom, auto left, auto right) {
      T total = 0;
      for (std::int64_t i = top; i < bottom; ++i)
        for (std::int64_t j = left; j < right; ++j) total += x[i * width + j];
      y[p] = total / static_cast<T>((bottom - top) * (right - left));
    });
  }
  template <class T>
  void backward_plane(const backplane_shape& in, const T*, const T* dy, T* dx) const {
    const std::int64_t width = size_of(in).w;
    std::fill_n(dx, size_of(in).count(), T(0));
    each_window(in, [=](auto p, auto top, auto bottom, auto left, auto right) {
      const T share = dy[p] / static_cast<T>((bottom - top) * (right - left));
      for (std::int64_t i = top; i < bottom; ++i)
        for (std::int64_t j = left; j < right; ++j) dx[i * width + j] += share;
    });
  }
};

}  // namespace

BACKPLANE_LAYER(AdaptiveAvgPool2d, "adaptive_avgpool2d", "means, to a given size",
                "1.0.0");
