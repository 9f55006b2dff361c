// conv2d: y[o, p] = b[o] + sum over i, taps t of W[o, i, t] x[i, p stride + t dilation]
//         dx = W' dy folded back,  dW = dy cols',  db = sum over images and p of dy
// Shapes: x (B,I,H,W), y (B,O,H',W'), W (O,I/G,kh,kw), b (O).
#include "backplane/sdk/convolution_layer.hpp"
#include "backplane/sdk/window_spec.hpp"

namespace {

using backplane::sdk::Convolution;
using backplane::sdk::Numbers;

struct Conv2d : backplane::sdk::ConvolutionLayer<Conv2d> {
  std::int64_t filters = 0, groups = 1;
  Numbers kernel, stride, padding, dilation;
  bool bias = true;

  static constexpr const char* doc =
      "Convolution of images: every output pixel is a weighted sum of a window of the "
      "input, with the same weights everywhere. `groups` splits the channels into "
      "groups that do not see each other; as many groups as channels make it "
      "depthwise. "
      "`padding: same` keeps the size (at a stride: ceil(size / stride)). Starts as in "
      "PyTorch.";
  static constexpr auto params = backplane::params(
      backplane::field(&Conv2d::filters, "filters", backplane::required, {1, 1 << 20},
                       "number of output channels")
          .main()
          .alias("out_channels"),
      backplane::field(&Conv2d::kernel, "kernel", {3}, {1, 4096},
                       "size of the window: one number, or height and width")
          .alias("kernel_size"),
      backplane::field(&Conv2d::stride, "stride", {1}, {1, 4096},
                       "from one window to the next"),
      backplane::field(&Conv2d::padding, "padding", {0}, {0, 4096},
                       "zeros added at each side")
          .words(backplane::sdk::kPaddingWords),
      backplane::field(&Conv2d::dilation, "dilation", {1}, {1, 4096},
                       "from one input of a window to the next"),
      backplane::field(&Conv2d::groups, "groups", 1, {1, 1 << 20},
                       "groups of channels that do not see each other"),
      backplane::field(&Conv2d::bias, "bias", true, "add a learnt b to every channel"));

  [[nodiscard]] backplane::sdk::WindowSpec window() const {
    return {kernel, stride, padding, dilation};
  }
  void validate() const {
    window().check(2);
    backplane::sdk::check_groups("filters", filters, groups);
  }

  void check(const backplane_shape& in) const {
    if (in.rank != 4)
      backplane::sdk::refuse(
          "", "'conv2d' works on images, channels × height × width, but gets ",
          backplane::sdk::sample_text(in));
    backplane::sdk::check_groups("channels", in.dim[1], groups);
    check_fits(geometry(in).plane, false);
  }
  [[nodiscard]] Convolution geometry(const backplane_shape& in) const {
    Convolution c;
    c.plane = {window().axis(0, in.dim[2]), window().axis(1, in.dim[3])};
    c.B = in.dim[0], c.I = in.dim[1], c.O = filters, c.G = groups;
    return c;
  }
  [[nodiscard]] static backplane_shape output(const backplane_shape& in,
                                              const Convolution& c) {
    return backplane::sdk::shape(in.dtype, {c.B, c.O, c.plane.h.out, c.plane.w.out});
  }
  [[nodiscard]] static backplane_shape weights(const backplane_shape& in,
                                               const Convolution& c) {
    return backplane::sdk::shape(in.dtype,
                                 {c.O, c.I / c.G, c.plane.h.kernel, c.plane.w.kernel});
  }
};

}  // namespace

BACKPLANE_LAYER(Conv2d, "conv2d", "sum of W x over windows, + b", "1.0.0");
