// conv_transpose2d: what conv2d does to gradients, forward: each input pixel adds its
//   weighted window to the output.  y = W' x folded + b,  dx = W cols(dy),
//   dW = x cols(dy)',  db = sum over images and pixels of dy
// Shapes: x (B,I,H,W), y (B,O,H',W'), W (I,O/G,kh,kw), b (O);
// H' = (H - 1) stride - 2 padding + dilation (kh - 1) + output_padding + 1.
// The engine's convolution maps y to x: its I is our O, its outputs are our inputs.
#include "backplane/sdk/convolution.hpp"
#include "backplane/sdk/lanes.hpp"
#include "backplane/sdk/layer.hpp"
#include "backplane/sdk/window_spec.hpp"

namespace {

using backplane::sdk::Axis;
using backplane::sdk::Convolution;
using backplane::sdk::Cut;
using backplane::sdk::Matrix;
using backplane::sdk::Numbers;
using backplane::sdk::pick;
using backplane::sdk::Piece;
using backplane::sdk::Plan;
using backplane::sdk::refuse;
using backplane::sdk::Run;

enum Param : std::uint32_t { kW, kb };

/// Images a task: by shape alone.
Cut cut_images(const Convolution& c) {
  constexpr std::int64_t kTask = 2'000'000;  // multiply-adds
  const std::int64_t each = c.O * c.depth() * c.plane.outputs();
  return backplane::sdk::cut(
      c.B, std::max<std::int64_t>(kTask / std::max<std::int64_t>(each, 1), 1), 1);
}

struct ConvTranspose2d {
  std::int64_t filters = 0, groups = 1;
  Numbers kernel, stride, padding, output_padding, dilation;
  bool bias = true;

  static constexpr const char* doc =
      "Transposed convolution of images: enlarges them by the stride, with learnt "
      "weights. Parameters, layouts and meaning are PyTorch's ConvTranspose2d.";
  static constexpr auto params = backplane::params(
      backplane::field(&ConvTranspose2d::filters, "filters", backplane::required,
                       {1, 1 << 20}, "number of output channels")
          .main()
          .alias("out_channels"),
      backplane::field(&ConvTranspose2d::kernel, "kernel", {3}, {1, 4096},
                       "size of the window: one number, or height and width")
          .alias("kernel_size"),
      backplane::field(&ConvTranspose2d::stride, "stride", {1}, {1, 4096},
                       "from one window of the output to the next"),
      backplane::field(&ConvTranspose2d::padding, "padding", {0}, {0, 4096},
                       "what is cut off the output at each side"),
      backplane::field(&ConvTranspose2d::output_padding, "output_padding", {0},
                       {0, 4096}, "added to the output's size at the end"),
      backplane::field(&ConvTranspose2d::dilation, "dilation", {1}, {1, 4096},
                       "from one output of a window to the next"),
      backplane::field(&ConvTranspose2d::groups, "groups", 1, {1, 1 << 20},
                       "groups of channels that do not see each other"),
      backplane::field(&ConvTranspose2d::bias, "bias", true,
                       "add a learnt b to every channel"));

  void validate() const {
    backplane::sdk::WindowSpec{kernel, stride, padding, dilation}.check(2);
    backplane::sdk::check_list("output_padding", output_padding, 2);
    backplane::sdk::check_groups("filters", filters, groups);
    for (std::size_t i = 0; i < 2; ++i)
      if (pick(output_padding, i) >= std::max(pick(stride, i), pick(dilation, i)))
        refuse("output_padding", "adds ", pick(output_padding, i),
               " to the output, not less than the stride of ", pick(stride, i));
  }

  /// From the output's axis to ours.
  [[nodiscard]] Axis axis(std::size_t i, std::int64_t n) const {
    Axis a;
    a.kernel = pick(kernel, i), a.stride = pick(stride, i);
    a.dilation = pick(dilation, i), a.before = a.after = pick(padding, i);
    a.in = (n - 1) * a.stride - 2 * a.before + a.span() + pick(output_padding, i);
    a.out = n;
    return a;
  }
  [[nodiscard]] Convolution geometry(const backplane_shape& in) const {
    Convolution c;
    c.plane = {axis(0, in.dim[2]), axis(1, in.dim[3])};
    c.B = in.dim[0], c.O = in.dim[1], c.I = filters, c.G = groups;
    return c;
  }

  void plan(Plan& plan) const;

  template <class T>
  void forward(const Run<T>& run) const {
    const Convolution c = geometry(run.args().in[0].shape);
    const Cut images = cut_images(c);
    const std::int64_t first = images.first(run.task()), I = c.plane.inputs();
    T* const y = run.y().data;
    for (std::int64_t n = first; n < first + images.length(run.task()); ++n) {
      const Matrix<T> image{y + n * c.I * I, c.I, I, I};
      std::fill_n(image.data, c.I * I, T(0));
      pieces_of(c, n, sizeof(T), [&](const Piece& at) {
        convolve_back(run, c, run.x().data, run.matrix(run.args().params[kW], c.O), at,
                      static_cast<T*>(run.scratch()), y);
      });
      for (std::int64_t o = 0; bias && o < c.I; ++o)
        for (std::int64_t i = 0; i < I; ++i) image(o, i) += run.param(kb).data[o];
      run.finish_y(image);
    }
  }

  template <class T>
  void backward_data(const Run<T>& run) const {
    T* const dx = run.dx().data;
    if (dx == nullptr) return;
    const Convolution c = geometry(run.args().in[0].shape);
    const Cut images = cut_images(c);
    const std::int64_t first = images.first(run.task());
    for (std::int64_t n = first; n < first + images.length(run.task()); ++n)
      pieces_of(c, n, sizeof(T), [&](const Piece& at) {
        convolve(run, c, run.dy().data, run.matrix(run.args().params[kW], c.O), nullptr,
                 at, static_cast<T*>(run.scratch()), dx);
        run.finish_dx(outputs_of(c, dx, at));
      });
  }

  /// Over all images, group by group of output channels.
  template <class T>
  void backward_params(const Run<T>& run) const {
    const Convolution c = geometry(run.args().in[0].shape);
    const std::int64_t I = c.plane.inputs(), g = run.task();
    T keep = run.accumulate();
    const Matrix<T> dW = run.matrix(run.args().dparams[kW], c.O);
    const Cut blocks = backplane::sdk::cut(c.plane.h.out, c.rows_a_block(sizeof(T)), 1);
    for (std::int64_t n = 0; n < c.B; ++n)
      for (std::int64_t b = 0; b < blocks.parts; ++b, keep = T(1))
        convolve_weights(run, c, run.dy().data, run.x().data,
                         {n, blocks.first(b), blocks.length(b), g},
                         static_cast<T*>(run.scratch()), keep, dW);
    if (!bias) return;
    const std::int64_t each = c.I / c.G;
    T* const db = run.dparam(kb).data + g * each;
    if (run.accumulate() == T(0)) std::fill_n(db, each, T(0));
    for (std::int64_t n = 0; n < c.B; ++n)
      for (std::int64_t o = 0; o < each; ++o) {
        const T* row = run.dy().data + (n * c.I + g * each + o) * I;
        db[o] += backplane::sdk::sum(I, [row](std::int64_t i) { return row[i]; });
      }
  }
};

void ConvTranspose2d::plan(Plan& plan) const {
  using backplane::sdk::shape;
  const backplane_shape& in = plan.in();
  if (in.rank != 4)
    refuse("",
           "'conv_transpose2d' works on images, channels × height × width, but gets ",
           backplane::sdk::sample_text(in));
  backplane::sdk::check_groups("channels", in.dim[1], groups);
  const Convolution c = geometry(in);
  if (c.plane.h.in < 1 || c.plane.w.in < 1)
    refuse("padding", "would give an image of ", c.plane.h.in, "×", c.plane.w.in);
  plan.output(shape(in.dtype, {c.B, c.I, c.plane.h.in, c.plane.w.in}));
  constexpr double kGain = 0.57735026918962576;         // 1 / sqrt(3), as in dense
  const std::int64_t fan = c.I / c.G * c.plane.taps();  // PyTorch's, from the layout
  plan.parameter(
      {.name = "weight",
       .shape = shape(in.dtype, {c.O, c.I / c.G, c.plane.h.kernel, c.plane.w.kernel}),
       .init = "lecun_uniform",
       .init_gain = kGain,
       .fan_in = fan,
       .fan_out = c.O * c.plane.taps()});
  if (bias)
    plan.parameter({.name = "bias",
                    .shape = shape(in.dtype, {c.I}),
                    .init = "lecun_uniform",
                    .init_gain = kGain,
                    .fan_in = fan,
                    .fan_out = c.O * c.plane.taps(),
                    .flags = BACKPLANE_TF_TRAINABLE | BACKPLANE_TF_NO_DECAY});
  plan.flags(BACKPLANE_LP_NEEDS_IN | BACKPLANE_LP_FINISHES | BACKPLANE_LP_ROW_LOCAL);
  plan.multiply_adds(c.multiply_adds());
  const std::int64_t element = in.dtype == BACKPLANE_DT_F64 ? 8 : 4;
  plan.worker_scratch(static_cast<std::uint64_t>(c.scratch(element) * element));
  const std::int64_t images = cut_images(c).parts;
  const std::int64_t cost = 2 * c.multiply_adds() / 1000;
  plan.tasks(BACKPLANE_PHASE_FORWARD, images, images > 0 ? cost / images : 0);
  plan.tasks(BACKPLANE_PHASE_BACK_DATA, images, images > 0 ? cost / images : 0);
  plan.tasks(BACKPLANE_PHASE_BACK_PARAMS, c.G, cost / c.G);
}

}  // namespace

BACKPLANE_LAYER(ConvTranspose2d, "conv_transpose2d", "W' x over windows, + b", "1.0.0");
