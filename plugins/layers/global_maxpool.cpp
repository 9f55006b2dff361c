// global_maxpool: y = the largest of a channel of an image   dx = dy where it stands,
// the first of several. NaN is largest.  Shapes: x (B,C,H,W), y (B,C).
#include <algorithm>

#include "backplane/sdk/plane_layer.hpp"

namespace {

using backplane::sdk::size_of;

struct GlobalMaxPool : backplane::sdk::PlaneLayer<GlobalMaxPool> {
  static constexpr bool gives_features = true, needs_x = true;
  static constexpr const char* doc =
      "Each channel of an image becomes its largest value, a feature.";

  static void check(const backplane_shape& in) {
    backplane::sdk::check_image("global_maxpool", in);
  }
  [[nodiscard]] static backplane::sdk::Size size(const backplane_shape&) { return {}; }

  template <class T>
  static std::int64_t place(const T* x, std::int64_t n) {
    std::int64_t best = 0;
    for (std::int64_t i = 1; i < n; ++i)
      if (x[i] > x[best] || (x[i] != x[i] && x[best] == x[best])) best = i;
    return best;
  }
  template <class T>
  void forward_plane(const backplane_shape& in, const T* x, T* y) const {
    *y = x[place(x, size_of(in).count())];
  }
  template <class T>
  void backward_plane(const backplane_shape& in, const T* x, const T* dy, T* dx) const {
    const std::int64_t n = size_of(in).count();
    std::fill_n(dx, n, T(0));
    dx[place(x, n)] = *dy;
  }
};

}  // namespace

BACKPLANE_LAYER(GlobalMaxPool, "global_maxpool", "max of each channel", "1.0.0");
