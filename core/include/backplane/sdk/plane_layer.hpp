#pragma once
// The tasks of a layer that takes each channel of each image by itself. A part derives
// from this and says
//   void check(const backplane_shape& in) const;              // throws what is wrong
//   Size size(const backplane_shape& in) const;               // of an output image
//   template <class T> void forward_plane(const backplane_shape& in, const T* x,
//                                         T* y) const;
//   template <class T> void backward_plane(const backplane_shape& in, const T* x,
//                                          const T* dy, T* dx) const;  // overwrites dx
// and static constexpr bool needs_x where backward_plane reads x, null otherwise.

#include <algorithm>
#include <cstdint>

#include "backplane/sdk/layer.hpp"

namespace backplane::sdk {

/// Height and width of an image.
struct Size {
  std::int64_t h = 1, w = 1;
  [[nodiscard]] std::int64_t count() const { return h * w; }
};
[[nodiscard]] inline Size size_of(const backplane_shape& image) {
  return {image.dim[2], image.dim[3]};
}

inline void check_image(const char* part, const backplane_shape& in) {
  if (in.rank == 4 && count(in, 1, 4) > 0) return;
  refuse("", "'", part, "' works on images, channels × height × width, but gets ",
         sample_text(in));
}

template <class Part>
struct PlaneLayer {
  void plan(Plan& plan) const {
    const backplane_shape& in = plan.in();
    part().check(in);
    const Size out = part().size(in);
    plan.output(squeezed(in, out));
    plan.flags(BACKPLANE_LP_FINISHES | BACKPLANE_LP_ROW_LOCAL |
               (reads_x() ? BACKPLANE_LP_NEEDS_IN : 0u));
    const Cut planes = tasks(in);
    const std::int64_t cost =
        planes.size * (size_of(in).count() + out.count()) * 4 / 1000;
    plan.tasks(BACKPLANE_PHASE_FORWARD, planes.parts, cost);
    plan.tasks(BACKPLANE_PHASE_BACK_DATA, planes.parts, cost);
  }

  template <class T>
  void forward(const Run<T>& run) const {
    const backplane_shape& in = run.args().in[0].shape;
    const std::int64_t from = size_of(in).count(), to = part().size(in).count();
    const Cut planes = tasks(in);
    const std::int64_t first = planes.first(run.task()), n = planes.length(run.task());
    T* const y = run.y().data;
    for (std::int64_t i = first; i < first + n; ++i)
      part().forward_plane(in, run.x().data + i * from, y + i * to);
    run.finish_y({y + first * to, n, to, to});
  }

  template <class T>
  void backward_data(const Run<T>& run) const {
    T* const dx = run.dx().data;
    if (dx == nullptr) return;
    const backplane_shape& in = run.args().in[0].shape;
    const std::int64_t from = size_of(in).count(), to = part().size(in).count();
    const Cut planes = tasks(in);
    const std::int64_t first = planes.first(run.task()), n = planes.length(run.task());
    for (std::int64_t i = first; i < first + n; ++i)
      part().backward_plane(in, reads_x() ? run.x().data + i * from : nullptr,
                            run.dy().data + i * to, dx + i * from);
    run.finish_dx({dx + first * from, n, from, from});
  }

 private:
  [[nodiscard]] const Part& part() const { return static_cast<const Part&>(*this); }
  [[nodiscard]] static constexpr bool reads_x() {
    if constexpr (requires { Part::needs_x; })
      return Part::needs_x;
    else
      return false;
  }
  /// A part that leaves one number a channel gives features.
  static backplane_shape squeezed(const backplane_shape& in, const Size& out) {
    if constexpr (requires { Part::gives_features; })
      return shape(in.dtype, {in.dim[0], in.dim[1]});
    else
      return shape(in.dtype, {in.dim[0], in.dim[1], out.h, out.w});
  }
  [[nodiscard]] static Cut tasks(const backplane_shape& in) {
    constexpr std::int64_t kElements = 16384;
    return cut(in.dim[0] * in.dim[1],
               std::max<std::int64_t>(
                   kElements / std::max<std::int64_t>(size_of(in).count(), 1), 1),
               1);
  }
};

}  // namespace backplane::sdk
