// conv1d: y[o, p] = b[o] + sum over i, taps t of W[o, i, t] x[i, p stride + t dilation]
//         dx = W' dy folded back,  dW = dy cols',  db = sum over samples and p of dy
// Shapes: x (B,I,L), y (B,O,L'), W (O,I/G,k), b (O).
#include "backplane/sdk/convolution_layer.hpp"
#include "backplane/sdk/window_spec.hpp"

namespace {

using backplane::sdk::Convolution;
using backplane::sdk::Numbers;

struct Conv1d : backplane::sdk::ConvolutionLayer<Conv1d> {
  std::int64_t filters = 0, groups = 1;
  Numbers kernel, stride, padding, dilation;
  bool bias = true;

  static constexpr const char* doc =
      "Convolution along an axis: every output is a weighted sum of a window of the "
      "input, [channels, length], with the same weights everywhere. `padding: same` "
      "keeps the length (at a stride: ceil(length / stride)). Starts as in PyTorch.";
  static constexpr auto params = backplane::params(
      backplane::field(&Conv1d::filters, "filters", backplane::required, {1, 1 << 20},
                       "number of output channels")
          .main()
          .alias("out_channels"),
      backplane::field(&Conv1d::kernel, "kernel", {3}, {1, 65536}, "size of the window")
          .alias("kernel_size"),
      backplane::field(&Conv1d::stride, "stride", {1}, {1, 65536},
                       "from one window to the next"),
      backplane::field(&Conv1d::padding, "padding", {0}, {0, 65536},
                       "zeros added at each side")
          .words(backplane::sdk::kPaddingWords),
      backplane::field(&Conv1d::dilation, "dilation", {1}, {1, 65536},
                       "from one input of a window to the next"),
      backplane::field(&Conv1d::groups, "groups", 1, {1, 1 << 20},
                       "groups of channels that do not see each other"),
      backplane::field(&Conv1d::bias, "bias", true, "add a learnt b to every channel"));

  [[nodiscard]] backplane::sdk::WindowSpec window() const {
    return {kernel, stride, padding, dilation};
  }
  void validate() const {
    window().check(1);
    backplane::sdk::check_groups("filters", filters, groups);
  }
  void check(const backplane_shape& in) const {
    if (in.rank != 3)
      backplane::sdk::refuse("", "'conv1d' works on [channels, length], but gets ",
                             backplane::sdk::sample_text(in));
    backplane::sdk::check_groups("channels", in.dim[1], groups);
    check_fits(geometry(in).plane, true);
  }
  [[nodiscard]] Convolution geometry(const backplane_shape& in) const {
    Convolution c;
    c.plane.w = window().axis(0, in.dim[2]);
    c.B = in.dim[0], c.I = in.dim[1], c.O = filters, c.G = groups;
    return c;
  }
  [[nodiscard]] static backplane_shape output(const backplane_shape& in,
                                              const Convolution& c) {
    return backplane::sdk::shape(in.dtype, {c.B, c.O, c.plane.w.out});
  }
  [[nodiscard]] static backplane_shape weights(const backplane_shape& in,
                                               const Convolution& c) {
    return backplane::sdk::shape(in.dtype, {c.O, c.I / c.G, c.plane.w.kernel});
  }
};

}  // namespace

BACKPLANE_LAYER(Conv1d, "conv1d", "sum of W x over windows, + b", "1.0.0");
