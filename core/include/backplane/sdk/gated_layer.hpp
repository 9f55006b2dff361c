#pragma once
// A layer that halves its input along an axis into a and b, and lets a through as far
// as a function of b opens:  y = a g(b)   da = g(b) dy   db = a g'(b) dy
//   struct Glu : backplane::sdk::GatedLayer<Glu> {
//     template <class T> static T gate(T b) { return backplane::sigmoid(b); }
//   };
// g' comes from dual numbers. Shapes: x (..., 2H, ...), y (..., H, ...).

#include <cstdint>

#include "backplane/sdk/dual.hpp"
#include "backplane/sdk/layer.hpp"

namespace backplane::sdk {

template <class Self>
struct GatedLayer {
  std::int64_t axis = -1;

  static constexpr auto params = backplane::params(
      field(&GatedLayer::axis, "axis", -1, {-7, 7},
            "the axis that is halved: the batch is 0, and -1 is the last")
          .main()
          .alias("dim"));
  static constexpr std::uint32_t keeps = BACKPLANE_LP_NEEDS_IN;

  void validate() const {
    if (axis == 0)
      refuse("axis", "axis 0 is the batch; the axes of a sample are 1, 2, ... or -1, ",
             "-2, ...");
  }

  void plan(Plan& plan) const {
    backplane_shape out = plan.in();
    const auto last = static_cast<std::int64_t>(out.rank) - 1;
    if (axis > last || axis < -last)
      refuse("", "halves axis ", axis, ", but gets ", sample_text(out), ", which has ",
             last, last == 1 ? " axis" : " axes");
    std::int64_t& size = out.dim[index(out)];
    if (size % 2 != 0)
      refuse("", "halves axis ", axis, ", but gets ", sample_text(out), " with ", size,
             " entries there, an odd number: make them ", size - 1, " or ", size + 1);
    size /= 2;
    plan.output(out);
  }

  template <class T>
  void forward(const Rows<T>& rows) const {
    const std::int64_t H = half(rows.run);
    for (std::int64_t at = 0; at < rows.n * rows.out; at += H) {
      const T *a = rows.x + 2 * at, *b = a + H;
      T* y = rows.y + at;
      BACKPLANE_SDK_INDEPENDENT
      for (std::int64_t i = 0; i < H; ++i) y[i] = a[i] * Self::gate(b[i]);
    }
  }

  template <class T>
  void backward(const RowGrads<T>& rows) const {
    const std::int64_t H = half(rows.run);
    for (std::int64_t at = 0; at < rows.n * rows.out; at += H) {
      const T *a = rows.x + 2 * at, *b = a + H, *dy = rows.dy + at;
      T *da = rows.dx + 2 * at, *db = da + H;
      BACKPLANE_SDK_INDEPENDENT
      for (std::int64_t i = 0; i < H; ++i) {
        const Dual<T> g = Self::gate(Dual<T>{b[i], T(1)});
        da[i] = g.v * dy[i];
        db[i] = a[i] * g.d * dy[i];
      }
    }
  }

 private:
  [[nodiscard]] std::uint32_t index(const backplane_shape& shape) const {
    return static_cast<std::uint32_t>(axis < 0 ? axis + shape.rank : axis);
  }
  /// What lies behind one index of the axes before: all of a, and then all of b.
  template <class T>
  [[nodiscard]] std::int64_t half(const Run<T>& run) const {
    const backplane_shape& out = run.args().out[0].shape;
    return count(out, index(out), out.rank);
  }
};

}  // namespace backplane::sdk
