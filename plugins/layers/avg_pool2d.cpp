// avg_pool2d: y[p] = 1/N sum over the window's taps t of x[p stride + t]
//             dx[q] = sum over the windows p that hold q of dy[p] / N
// N is the window's size, or with count_include_pad: false how much of it is no
// padding. Shapes: x (B,C,H,W), y (B,C,H',W').
#include <algorithm>

#include "backplane/sdk/plane_layer.hpp"
#include "backplane/sdk/window_spec.hpp"

namespace {

using backplane::sdk::Axis;
using backplane::sdk::Numbers;
using backplane::sdk::Plane;

struct AvgPool2d : backplane::sdk::PlaneLayer<AvgPool2d> {
  Numbers kernel, stride, padding;
  bool ceil = false, count_padding = true;

  static constexpr const char* doc =
      "The mean of each window of an image. Without a stride the windows stand side by "
      "side.";
  static constexpr auto params = backplane::params(
      backplane::field(&AvgPool2d::kernel, "kernel", backplane::required, {1, 4096},
                       "size of the window: one number, or height and width")
          .main()
          .alias("kernel_size, size"),
      backplane::field(&AvgPool2d::stride, "stride", {}, {1, 4096},
                       "from one window to the next; empty: the window's size"),
      backplane::field(&AvgPool2d::padding, "padding", {0}, {0, 4096},
                       "zeros at each side, at most half a window")
          .words(backplane::sdk::kPaddingWords),
      backplane::field(&AvgPool2d::ceil, "ceil_mode", false,
                       "a last window that hangs over the edge counts"),
      backplane::field(&AvgPool2d::count_padding, "count_include_pad", true,
                       "padding counts in the mean"));

  [[nodiscard]] backplane::sdk::WindowSpec window() const {
    static const Numbers one{1};
    return {kernel, stride, padding, one};
  }
  void validate() const {
    window().check(2);
    backplane::sdk::check_half_padding(window());
  }
  void check(const backplane_shape& in) const {
    backplane::sdk::check_image("avg_pool2d", in);
    check_fits(plane(in), false);
  }
  [[nodiscard]] Plane plane(const backplane_shape& in) const {
    return {window().axis(0, in.dim[2], ceil), window().axis(1, in.dim[3], ceil)};
  }
  [[nodiscard]] backplane::sdk::Size size(const backplane_shape& in) const {
    const Plane p = plane(in);
    return {p.h.out, p.w.out};
  }

  /// The part of window o that is input, and what it counts for.
  struct Stretch {
    std::int64_t from, to, count;
  };
  [[nodiscard]] Stretch stretch(const Axis& a, std::int64_t o) const {
    const std::int64_t begin = o * a.stride - a.before;
    const std::int64_t end = std::min(begin + a.kernel, a.in + a.after);
    const std::int64_t from = std::max<std::int64_t>(begin, 0),
                       to = std::min(end, a.in);
    return {from, to, count_padding ? end - begin : to - from};
  }

  template <class T>
  void forward_plane(const backplane_shape& in, const T* x, T* y) const {
    const Plane p = plane(in);
    for (std::int64_t r = 0; r < p.h.out; ++r) {
      const Stretch h = stretch(p.h, r);
      for (std::int64_t o = 0; o < p.w.out; ++o) {
        const Stretch w = stretch(p.w, o);
        T total = 0;
        for (std::int64_t i = h.from; i < h.to; ++i)
          for (std::int64_t j = w.from; j < w.to; ++j) total += x[i * p.w.in + j];
        *y++ = total / static_cast<T>(h.count * w.count);
      }
    }
  }
  template <class T>
  void backward_plane(const backplane_shape& in, const T*, const T* dy, T* dx) const {
    const Plane p = plane(in);
    std::fill_n(dx, p.inputs(), T(0));
    for (std::int64_t r = 0; r < p.h.out; ++r) {
      const Stretch h = stretch(p.h, r);
      for (std::int64_t o = 0; o < p.w.out; ++o) {
        const Stretch w = stretch(p.w, o);
        const T share = *dy++ / static_cast<T>(h.count * w.count);
        for (std::int64_t i = h.from; i < h.to; ++i)
          for (std::int64_t j = w.from; j < w.to; ++j) dx[i * p.w.in + j] += share;
      }
    }
  }
};

}  // namespace

BACKPLANE_LAYER(AvgPool2d, "avg_pool2d", "mean of x over windows", "1.0.0");
