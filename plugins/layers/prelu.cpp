// prelu: y = x where x > 0, else w x   dx = dy where x > 0, else w dy
// dw = sum of x dy where x <= 0
// Shapes: x (B, C, ...), w (1) or (C); S numbers stand behind each channel.
#include <algorithm>

#include "backplane/sdk/lanes.hpp"
#include "backplane/sdk/layer.hpp"

namespace {

using backplane::sdk::RowGrads;
using backplane::sdk::Rows;

constexpr std::int64_t kChannels = -1;  // the word among the numbers

struct Prelu {
  std::int64_t num_parameters = 1;

  static constexpr const char* doc =
      "leaky_relu whose slope below 0 is learnt, from 0.25 on: one for all, or one for "
      "each channel, which is the first axis of a sample. Weight decay does it no "
      "good.";
  static constexpr auto params = backplane::params(
      backplane::field(&Prelu::num_parameters, "num_parameters", 1, {1, 1 << 24},
                       "slopes: one for all, or as many as there are channels")
          .main()
          .words({"channels"}));
  static constexpr std::uint32_t keeps = BACKPLANE_LP_NEEDS_IN;

  void plan(backplane::sdk::Plan& plan) const {
    const backplane_shape& in = plan.in();
    const std::int64_t C = channels(in);
    if (num_parameters > 1 && num_parameters != C)
      backplane::sdk::refuse("", "has ", num_parameters, " slopes, but gets ",
                             backplane::sdk::sample_text(in), " with ", C,
                             C == 1 ? " channel" : " channels",
                             ": write 1 or 'channels'");
    plan.output(in);
    plan.parameter({.name = "weight",
                    .shape = backplane::sdk::shape(in.dtype, {slopes(in)}),
                    .init = "ones",
                    .init_gain = 0.25,
                    .flags = BACKPLANE_TF_TRAINABLE | BACKPLANE_TF_NO_DECAY});
  }

  template <class T>
  void forward(const Rows<T>& rows) const {
    each_run(rows, [&](std::int64_t at, std::int64_t n, auto w) {
      const T* x = rows.x + at;
      T* y = rows.y + at;
      BACKPLANE_SDK_INDEPENDENT
      for (std::int64_t i = 0; i < n; ++i) y[i] = x[i] > T(0) ? x[i] : w(i) * x[i];
    });
  }

  template <class T>
  void backward(const RowGrads<T>& rows) const {
    each_run(rows, [&](std::int64_t at, std::int64_t n, auto w) {
      const T *x = rows.x + at, *dy = rows.dy + at;
      T* dx = rows.dx + at;
      BACKPLANE_SDK_INDEPENDENT
      for (std::int64_t i = 0; i < n; ++i) dx[i] = x[i] > T(0) ? dy[i] : w(i) * dy[i];
    });
  }

  template <class T>
  void gradients(const RowGrads<T>& rows) const {
    const Runs run = runs(rows);
    T* dw = rows.run.dparam(0).data;
    for (std::int64_t b = 0; b < rows.n; ++b) {
      const T *x = rows.x + b * rows.in, *dy = rows.dy + b * rows.in;
      // dy is read for every element: g++ 12 loses terms of a sum in AVX2 where an
      // element is read only under a condition.
      const auto share = [=](std::int64_t i) {
        return (x[i] > T(0) ? T(0) : x[i]) * dy[i];
      };
      if (run.length == 1) {
        for (std::int64_t c = 0; c < run.slopes; ++c) dw[c] += share(c);
        continue;
      }
      for (std::int64_t c = 0; c < run.slopes; ++c)
        dw[c] += backplane::sdk::sum(
            run.length, [&](std::int64_t i) { return share(c * run.length + i); });
    }
  }

 private:
  /// A sample as so many runs, each with a slope of its own.
  struct Runs {
    std::int64_t slopes, length;
  };

  static std::int64_t channels(const backplane_shape& x) {
    return x.rank > 1 ? x.dim[1] : 1;
  }
  [[nodiscard]] std::int64_t slopes(const backplane_shape& x) const {
    return num_parameters == kChannels ? channels(x) : num_parameters;
  }
  template <class Block>
  [[nodiscard]] Runs runs(const Block& rows) const {
    const std::int64_t n = slopes(rows.run.args().in[0].shape);
    return {n, rows.in / n};
  }

  /// go(first element, how many, w of one of them); a vector is one run of many slopes.
  template <class Block, class Go>
  void each_run(const Block& rows, Go&& go) const {
    const auto* w = rows.run.param(0).data;
    const Runs run = runs(rows);
    for (std::int64_t b = 0; b < rows.n; ++b) {
      if (run.length == 1) {
        go(b * rows.in, rows.in, [w](std::int64_t i) { return w[i]; });
        continue;
      }
      for (std::int64_t c = 0; c < run.slopes; ++c)
        go(b * rows.in + c * run.length, run.length,
           [slope = w[c]](std::int64_t) { return slope; });
    }
  }
};

}  // namespace

BACKPLANE_LAYER(Prelu, "prelu", "x where x > 0, else w x", "1.0.0");
