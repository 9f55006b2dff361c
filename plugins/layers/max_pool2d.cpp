// max_pool2d: y[p] = max over the window's taps t of x[p stride + t dilation]
//             dx = dy at the tap that was largest, the first of several
// Shapes: x (B,C,H,W), y (B,C,H',W'); saved: the tap of each output. NaN is largest.
#include <algorithm>
#include <limits>

#include "backplane/sdk/layer.hpp"
#include "backplane/sdk/window_spec.hpp"

namespace {

using backplane::sdk::Axis;
using backplane::sdk::Cut;
using backplane::sdk::Matrix;
using backplane::sdk::Numbers;
using backplane::sdk::Plan;
using backplane::sdk::Plane;
using backplane::sdk::Run;

/// Planes a task: a function of the shapes alone.
Cut cut_planes(const backplane_shape& in) {
  constexpr std::int64_t kElements = 16384;
  const std::int64_t each = std::max<std::int64_t>(in.dim[2] * in.dim[3], 1);
  return backplane::sdk::cut(in.dim[0] * in.dim[1],
                             std::max<std::int64_t>(kElements / each, 1), 1);
}

/// The largest of a row's windows, and the tap where it lies.
template <class T>
struct Best {
  static constexpr std::int64_t kMost = 256;  // outputs at once
  T value[kMost];
  std::int32_t tap[kMost];

  /// Before the first tap: the window's first that is no padding, for rows of -inf.
  void clear(const Axis& w, std::int64_t from, std::int64_t n, std::int64_t first_row) {
    std::fill_n(value, n, -std::numeric_limits<T>::infinity());
    const auto row = static_cast<std::int32_t>(first_row * w.kernel);
    std::fill_n(tap, n, row);
    for (std::int64_t o = 0; o < n && from + o < w.first(0); ++o) {
      std::int64_t j = 0;
      while (j + 1 < w.kernel && w.input(from + o, j) < 0) ++j;
      tap[o] = row + static_cast<std::int32_t>(j);
    }
  }

  /// n outputs from `at` on see x, x + stride, ...
  void take(const T* x, std::int64_t stride, std::int64_t at, std::int64_t n,
            std::int32_t number) {
    T* const best = value + at;
    std::int32_t* const where = tap + at;
    if (stride == 1)
      take_each<1>(x, 1, best, where, n, number);
    else if (stride == 2)
      take_each<2>(x, 2, best, where, n, number);
    else
      take_each<0>(x, stride, best, where, n, number);
  }

 private:
  template <std::int64_t Known>
  [[gnu::always_inline]] static void take_each(const T* x, std::int64_t stride, T* best,
                                               std::int32_t* where, std::int64_t n,
                                               std::int32_t number) {
    const std::int64_t step = Known > 0 ? Known : stride;
    BACKPLANE_SDK_INDEPENDENT
    for (std::int64_t o = 0; o < n; ++o) {
      const T v = x[o * step];
      const bool larger = (v > best[o]) | (v != v);
      best[o] = larger ? v : best[o];
      where[o] = larger ? number : where[o];
    }
  }
};

struct MaxPool2d {
  Numbers kernel, stride, padding, dilation;
  bool ceil = false;

  static constexpr const char* doc =
      "The largest value of each window of an image. Without a stride the windows "
      "stand "
      "side by side. Padding counts as less than anything.";
  static constexpr auto params = backplane::params(
      backplane::field(&MaxPool2d::kernel, "kernel", backplane::required, {1, 4096},
                       "size of the window: one number, or height and width")
          .main()
          .alias("kernel_size, size"),
      backplane::field(&MaxPool2d::stride, "stride", {}, {1, 4096},
                       "from one window to the next; empty: the window's size"),
      backplane::field(&MaxPool2d::padding, "padding", {0}, {0, 4096},
                       "padding at each side, at most half a window")
          .words(backplane::sdk::kPaddingWords),
      backplane::field(&MaxPool2d::dilation, "dilation", {1}, {1, 4096},
                       "from one input of a window to the next"),
      backplane::field(&MaxPool2d::ceil, "ceil_mode", false,
                       "a last window that hangs over the edge counts"));

  [[nodiscard]] backplane::sdk::WindowSpec window() const {
    return {kernel, stride, padding, dilation};
  }
  void validate() const {
    window().check(2);
    backplane::sdk::check_half_padding(window());
  }
  [[nodiscard]] Plane plane(const backplane_shape& in) const {
    return {window().axis(0, in.dim[2], ceil), window().axis(1, in.dim[3], ceil)};
  }

  void plan(Plan& plan) const {
    const backplane_shape& in = plan.in();
    if (in.rank != 4)
      backplane::sdk::refuse(
          "", "'max_pool2d' works on images, channels × height × width, but gets ",
          backplane::sdk::sample_text(in));
    const Plane p = plane(in);
    check_fits(p, false);
    plan.output(
        backplane::sdk::shape(in.dtype, {in.dim[0], in.dim[1], p.h.out, p.w.out}));
    if (plan.training())
      plan.saved({.name = "taps",
                  .shape = backplane::sdk::shape(
                      p.taps() <= 256 ? BACKPLANE_DT_U8 : BACKPLANE_DT_I32,
                      {in.dim[0], in.dim[1], p.h.out, p.w.out})});
    plan.flags(BACKPLANE_LP_FINISHES | BACKPLANE_LP_ROW_LOCAL);
    const Cut planes = cut_planes(in);
    const std::int64_t cost = planes.size * p.inputs() * 4 / 1000;
    plan.tasks(BACKPLANE_PHASE_FORWARD, planes.parts, cost);
    plan.tasks(BACKPLANE_PHASE_BACK_DATA, planes.parts, cost);
  }

  template <class T>
  void forward(const Run<T>& run) const {
    const backplane_shape& in = run.args().in[0].shape;
    const Plane p = plane(in);
    const Cut planes = cut_planes(in);
    const std::int64_t first = planes.first(run.task()), n = planes.length(run.task());
    T* const y = run.y().data;
    for (std::int64_t i = first; i < first + n; ++i)
      with_taps(run, p, [&]<class Tap>(Tap* taps) {
        pool(p, run.x().data + i * p.inputs(), y + i * p.outputs(),
             taps == nullptr ? nullptr : taps + i * p.outputs());
      });
    run.finish_y({y + first * p.outputs(), n, p.outputs(), p.outputs()});
  }

  template <class T>
  void backward_data(const Run<T>& run) const {
    T* const dx = run.dx().data;
    if (dx == nullptr) return;
    const backplane_shape& in = run.args().in[0].shape;
    const Plane p = plane(in);
    const Cut planes = cut_planes(in);
    const std::int64_t first = planes.first(run.task()), n = planes.length(run.task());
    for (std::int64_t i = first; i < first + n; ++i)
      with_taps(run, p, [&]<class Tap>(Tap* taps) {
        spread(p, run.dy().data + i * p.outputs(), taps + i * p.outputs(),
               dx + i * p.inputs());
      });
    run.finish_dx({dx + first * p.inputs(), n, p.inputs(), p.inputs()});
  }

 private:
  /// f(the saved taps), in the type that they are saved in; null where they are not.
  template <class T, class F>
  static void with_taps(const Run<T>& run, const Plane& p, F&& f) {
    void* const saved = run.args().n_saved > 0 ? run.args().saved[0].data : nullptr;
    if (p.taps() <= 256)
      f(static_cast<std::uint8_t*>(saved));
    else
      f(static_cast<std::int32_t*>(saved));
  }

  /// Windows of two by two, side by side: what nearly all networks have.
  [[nodiscard]] static bool is_halving(const Plane& p) {
    const auto plain = [](const Axis& a) {
      return a.kernel == 2 && a.stride == 2 && a.dilation == 1 && a.before == 0 &&
             (a.out - 1) * 2 + 2 <= a.in;
    };
    return plain(p.h) && plain(p.w);
  }
  template <class T, class Tap>
  static void halve(const Plane& p, const T* x, T* y, Tap* taps) {
    constexpr std::int64_t kMost = Best<T>::kMost;
    std::int32_t tap[kMost];
    for (std::int64_t r = 0; r < p.h.out; ++r, x += 2 * p.w.in, y += p.w.out)
      for (std::int64_t from = 0; from < p.w.out; from += kMost) {
        const std::int64_t n = std::min(kMost, p.w.out - from);
        const T *top = x + 2 * from, *bottom = top + p.w.in;
        T* const best = y + from;
        BACKPLANE_SDK_INDEPENDENT
        for (std::int64_t o = 0; o < n; ++o) {
          T value = top[2 * o];
          std::int32_t where = 0;
          const auto take = [&](T v, std::int32_t number) {
            const bool larger = (v > value) | (v != v);
            value = larger ? v : value;
            where = larger ? number : where;
          };
          take(top[2 * o + 1], 1), take(bottom[2 * o], 2), take(bottom[2 * o + 1], 3);
          best[o] = value, tap[o] = where;
        }
        if (taps == nullptr) continue;
        for (std::int64_t o = 0; o < n; ++o)
          taps[r * p.w.out + from + o] = static_cast<Tap>(tap[o]);
      }
  }

  template <class T, class Tap>
  static void pool(const Plane& p, const T* x, T* y, Tap* taps) {
    if (is_halving(p)) return halve(p, x, y, taps);
    Best<T> best;
    for (std::int64_t r = 0; r < p.h.out; ++r) {
      std::int64_t low = 0, high = p.h.kernel;  // taps that are no padding
      while (low < high && p.h.input(r, low) < 0) ++low;
      while (low < high && p.h.input(r, high - 1) >= p.h.in) --high;
      for (std::int64_t from = 0; from < p.w.out; from += Best<T>::kMost) {
        const std::int64_t n = std::min(Best<T>::kMost, p.w.out - from);
        best.clear(p.w, from, n, low);
        for (std::int64_t i = low; i < high; ++i)
          for (std::int64_t j = 0; j < p.w.kernel; ++j) {
            const std::int64_t o = std::max(p.w.first(j), from);
            const std::int64_t last = std::min(p.w.last(j), from + n);
            if (o < last)
              best.take(x + p.h.input(r, i) * p.w.in + p.w.input(o, j), p.w.stride,
                        o - from, last - o,
                        static_cast<std::int32_t>(i * p.w.kernel + j));
          }
        T* const row = y + r * p.w.out + from;
        for (std::int64_t o = 0; o < n; ++o) row[o] = best.value[o];
        if (taps == nullptr) continue;
        Tap* const to = taps + r * p.w.out + from;
        for (std::int64_t o = 0; o < n; ++o) to[o] = static_cast<Tap>(best.tap[o]);
      }
    }
  }

  /// dx[input of the tap] += dy for each output; a table tells where a tap lies.
  template <class T, class Tap>
  static void spread(const Plane& p, const T* dy, const Tap* taps, T* dx) {
    constexpr std::int64_t kTable = 256;
    std::int64_t offset[kTable];
    const auto offset_of = [&p](std::int64_t tap) {
      return tap / p.w.kernel * p.h.dilation * p.w.in + tap % p.w.kernel * p.w.dilation;
    };
    for (std::int64_t t = 0; t < std::min(p.taps(), kTable); ++t)
      offset[t] = offset_of(t);
    std::fill_n(dx, p.inputs(), T(0));
    for (std::int64_t r = 0; r < p.h.out; ++r) {
      std::int64_t corner = p.h.input(r, 0) * p.w.in + p.w.input(0, 0);
      for (std::int64_t o = 0; o < p.w.out; ++o, ++dy, ++taps, corner += p.w.stride)
        dx[corner + (sizeof(Tap) == 1 ? offset[*taps] : offset_of(*taps))] += *dy;
    }
  }
};

}  // namespace

BACKPLANE_LAYER(MaxPool2d, "max_pool2d", "max of x over windows", "1.0.0");
