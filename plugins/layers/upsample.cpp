// upsample: y[p] = x at p's place in the smaller image: the pixel it falls into, or the
//           four around it, weighted by nearness;  dx gathers dy by the same weights.
// Shapes: x (B,C,H,W), y (B,C,H',W').
#include <algorithm>

#include "backplane/sdk/plane_layer.hpp"
#include "backplane/sdk/window_spec.hpp"

namespace {

using backplane::sdk::Numbers;
using backplane::sdk::pick;
using backplane::sdk::Size;
using backplane::sdk::size_of;

enum class Mode : std::uint32_t { nearest, bilinear };

/// Where output o falls on an axis: between inputs low and high, `part` of the way.
struct Between {
  std::int64_t low, high;
  double part;
};

struct Upsample : backplane::sdk::PlaneLayer<Upsample> {
  Numbers scale, output;
  Mode mode = Mode::nearest;
  bool align_corners = false;

  static constexpr const char* doc =
      "Enlarges images, by a factor or to a size. With `align_corners` the corner "
      "pixels' "
      "centres stay at the corners, as in PyTorch.";
  static constexpr auto params = backplane::params(
      backplane::field(&Upsample::scale, "scale", {}, {1, 4096},
                       "whole factor: one number, or for height and width")
          .main()
          .alias("scale_factor"),
      backplane::field(&Upsample::output, "size", {}, {1, 65536},
                       "instead of a factor: the size of the output"),
      backplane::choice(&Upsample::mode, "mode", Mode::nearest, {"nearest", "bilinear"},
                        "the pixel it falls into, or between four"),
      backplane::field(&Upsample::align_corners, "align_corners", false,
                       "corners lie on corners; bilinear only"));

  void validate() const {
    using backplane::sdk::refuse;
    if (scale.empty() == output.empty())
      refuse("scale", "takes either 'scale' or 'size'");
    if (!scale.empty()) backplane::sdk::check_list("scale", scale, 2);
    if (!output.empty()) backplane::sdk::check_list("size", output, 2);
    if (align_corners && mode == Mode::nearest)
      refuse("align_corners", "'align_corners' needs 'mode: bilinear'");
  }
  static void check(const backplane_shape& in) {
    backplane::sdk::check_image("upsample", in);
  }
  [[nodiscard]] Size size(const backplane_shape& in) const {
    if (!output.empty()) return {pick(output, 0), pick(output, 1)};
    return {in.dim[2] * pick(scale, 0), in.dim[3] * pick(scale, 1)};
  }

  [[nodiscard]] Between place(std::int64_t o, std::int64_t in, std::int64_t out) const {
    if (mode == Mode::nearest) {
      const std::int64_t at = std::min(o * in / out, in - 1);
      return {at, at, 0};
    }
    const auto whole = [](std::int64_t v) { return static_cast<double>(v); };
    double at = 0;
    if (align_corners)
      at = out > 1 ? whole(o) * (whole(in - 1) / whole(out - 1)) : 0;
    else
      at = std::max((whole(o) + 0.5) * (whole(in) / whole(out)) - 0.5, 0.0);
    const auto low = std::min(static_cast<std::int64_t>(at), in - 1);
    return {low, std::min(low + 1, in - 1), at - whole(low)};
  }

  /// f(output, input, weight) for each input that an output sees.
  template <class T, class F>
  void each_weight(const backplane_shape& in, F&& f) const {
    const Size from = size_of(in), to = size(in);
    for (std::int64_t r = 0; r < to.h; ++r) {
      const Between v = place(r, from.h, to.h);
      for (std::int64_t c = 0; c < to.w; ++c) {
        const std::int64_t p = r * to.w + c;
        const Between u = place(c, from.w, to.w);
        const T down = static_cast<T>(v.part), across = static_cast<T>(u.part);
        f(p, v.low * from.w + u.low, (1 - down) * (1 - across));
        if (mode == Mode::nearest) continue;
        f(p, v.low * from.w + u.high, (1 - down) * across);
        f(p, v.high * from.w + u.low, down * (1 - across));
        f(p, v.high * from.w + u.high, down * across);
      }
    }
  }
  template <class T>
  void forward_plane(const backplane_shape& in, const T* x, T* y) const {
    std::fill_n(y, size(in).count(), T(0));
    each_weight<T>(in, [=](auto p, auto q, T weight) { y[p] += weight * x[q]; });
  }
  template <class T>
  void backward_plane(const backplane_shape& in, const T*, const T* dy, T* dx) const {
    std::fill_n(dx, size_of(in).count(), T(0));
    each_weight<T>(in, [=](auto p, auto q, T weight) { dx[q] += weight * dy[p]; });
  }
};

}  // namespace

BACKPLANE_LAYER(Upsample, "upsample", "x at finer places", "1.0.0");
