// add: y = x_0 + x_1 + ...   dx_i = dy, summed over the axes along which x_i is
// repeated
#include <algorithm>

#include "backplane/sdk/broadcast.hpp"
#include "backplane/sdk/layer.hpp"

namespace {

using backplane::sdk::broadcast_walk;

struct Add {
  static constexpr const char* doc =
      "Sum of its inputs, which have one shape; an axis of length 1 is repeated, as in "
      "PyTorch. Joins the two paths of 'residual'.";
  static constexpr std::uint32_t min_inputs = 2, max_inputs = 64;

  void plan(backplane::sdk::Plan& plan) const {
    plan.output(backplane::sdk::broadcast(plan, "add"));
  }

  template <class T>
  void forward(const backplane::sdk::Rows<T>& rows) const {
    const auto& args = rows.run.args();
    const auto& out = args.out[0].shape;
    const auto walk =
        broadcast_walk<3>(rows.n, out, {args.in[0].shape, args.in[1].shape});
    const T *a = rows.x, *b = rows.input(1).data;
    walk.run([&](const auto& at, std::int64_t n) {
      sum(a + at[1], walk.step(1), b + at[2], walk.step(2), rows.y + at[0], n);
    });
    for (std::uint32_t i = 2; i < args.n_in; ++i) {
      const auto more = broadcast_walk<2>(rows.n, out, {args.in[i].shape});
      const T* x = rows.input(i).data;
      more.run([&](const auto& at, std::int64_t n) {
        sum(rows.y + at[0], 1, x + at[1], more.step(1), rows.y + at[0], n);
      });
    }
  }

  template <class T>
  void backward(const backplane::sdk::RowGrads<T>& rows) const {
    const auto& args = rows.run.args();
    for (std::uint32_t i = 0; i < args.n_in; ++i) {
      const auto dx = rows.dinput(i);
      if (dx.data == nullptr) continue;
      const auto walk =
          broadcast_walk<2>(rows.n, args.out[0].shape, {args.in[i].shape});
      if (dx.cols == rows.out) {
        std::copy_n(rows.dy, dx.rows * dx.cols, dx.data);
        continue;
      }
      std::fill_n(dx.data, dx.rows * dx.cols, T(0));
      walk.run([&](const auto& at, std::int64_t n) {
        gather(rows.dy + at[0], dx.data + at[1], walk.step(1), n);
      });
    }
  }

 private:
  // y = a + b; y may be a.
  template <class T>
  static void sum(const T* a, std::int64_t step_a, const T* b, std::int64_t step_b,
                  T* y, std::int64_t n) {
    if (step_a == 1 && step_b == 1) {
      for (std::int64_t i = 0; i < n; ++i) y[i] = a[i] + b[i];
    } else {
      for (std::int64_t i = 0; i < n; ++i) y[i] = a[i * step_a] + b[i * step_b];
    }
  }

  template <class T>
  static void gather(const T* dy, T* dx, std::int64_t step, std::int64_t n) {
    for (std::int64_t i = 0; i < n; ++i) dx[i * step] += dy[i];
  }
};

}  // namespace

BACKPLANE_LAYER(Add, "add", "x_0 + x_1 + ...", "1.0.0");
