// global_avgpool: y = the mean of a channel of an image   dx = dy / (H W)
// Shapes: x (B,C,H,W), y (B,C).
#include <algorithm>

#include "backplane/sdk/lanes.hpp"
#include "backplane/sdk/plane_layer.hpp"

namespace {

using backplane::sdk::size_of;

struct GlobalAvgPool : backplane::sdk::PlaneLayer<GlobalAvgPool> {
  static constexpr bool gives_features = true;
  static constexpr const char* doc =
      "Each channel of an image becomes its mean, a feature: what stands between "
      "convolutions and the last dense layer.";

  static void check(const backplane_shape& in) {
    backplane::sdk::check_image("global_avgpool", in);
  }
  [[nodiscard]] static backplane::sdk::Size size(const backplane_shape&) { return {}; }

  template <class T>
  void forward_plane(const backplane_shape& in, const T* x, T* y) const {
    const std::int64_t n = size_of(in).count();
    *y = backplane::sdk::sum(n, [x](std::int64_t i) { return x[i]; }) /
         static_cast<T>(n);
  }
  template <class T>
  void backward_plane(const backplane_shape& in, const T*, const T* dy, T* dx) const {
    const std::int64_t n = size_of(in).count();
    std::fill_n(dx, n, *dy / static_cast<T>(n));
  }
};

}  // namespace

BACKPLANE_LAYER(GlobalAvgPool, "global_avgpool", "mean of each channel", "1.0.0");
