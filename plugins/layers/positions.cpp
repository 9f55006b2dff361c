// positions: y_t = x_t + P_t   dx = dy   dP_t = sum over the batch of dy_t
// learned: P is a table of parameters.  sinusoidal: P_t,2i = sin(t / base^(2i/D)),
// P_t,2i+1 = cos(t / base^(2i/D)). Shapes: x, y (B,T,D), P (most,D).
#include <algorithm>
#include <cmath>

#include "backplane/sdk/layer.hpp"
#include "backplane/sdk/math.hpp"

namespace {

using backplane::sdk::Cut;
using backplane::sdk::Matrix;
using backplane::sdk::Plan;
using backplane::sdk::Run;

enum Param : std::uint32_t { kP };

/// Steps of time a task, each for the whole batch.
Cut cut_time(std::int64_t steps, std::int64_t batch, std::int64_t D) {
  const std::int64_t step = std::max<std::int64_t>(batch * D, 1);
  return backplane::sdk::cut(steps, std::max<std::int64_t>(16384 / step, 1), 1);
}

/// A task's steps of time.
struct Steps {
  std::int64_t B, T, D, first, n;

  template <class Real>
  explicit Steps(const Run<Real>& run)
      : B(run.args().out[0].shape.dim[0]),
        T(run.args().out[0].shape.dim[1]),
        D(run.args().out[0].shape.dim[2]) {
    const Cut time = cut_time(T, B, D);
    first = time.first(run.task());
    n = time.length(run.task());
  }
  /// Those of sample b, (n,D).
  template <class Real>
  [[nodiscard]] Matrix<Real> of(const Matrix<Real>& all, std::int64_t b) const {
    return all.row_block(b * T + first, n);
  }
};

struct Positions {
  std::int64_t learned = 0;
  double base = 10000;

  static constexpr const char* doc =
      "Adds to each time step of [time, features] what tells its place. `learned: 128` "
      "is a table of 128 rows that are trained, and refuses longer sequences; it "
      "starts as PyTorch's embedding does, normal(0, 1). Without it, sines and cosines "
      "of growing wavelengths, which take any length.";
  static constexpr auto params = backplane::params(
      backplane::field(&Positions::learned, "learned", 0, {0, 1 << 24},
                       "rows of a learnt table; 0: sinusoidal, no parameters")
          .main(),
      backplane::field(&Positions::base, "base", 10000.0, backplane::above(1),
                       "sinusoidal: wavelengths go from 2 pi to 2 pi times this"));

  void plan(Plan& plan) const {
    const backplane_shape& in = plan.in();
    if (in.rank != 3)
      throw backplane::sdk::invalid("'positions' works on [time, features], but gets " +
                                    backplane::sdk::sample_text(in));
    const std::int64_t B = in.dim[0], T = in.dim[1], D = in.dim[2];
    if (learned > 0 && T > learned)
      throw backplane::sdk::invalid(
          "learned", "'positions' has a table of " + std::to_string(learned) +
                         " positions, but gets " + std::to_string(T) + " time steps");
    plan.output(in);
    plan.flags(BACKPLANE_LP_FINISHES | BACKPLANE_LP_ROW_LOCAL | BACKPLANE_LP_INPLACE);
    const Cut time = cut_time(T, B, D);
    const std::int64_t cost = time.size * B * D / 128;
    plan.tasks(BACKPLANE_PHASE_FORWARD, time.parts, cost);
    plan.tasks(BACKPLANE_PHASE_BACK_DATA, time.parts, cost);
    if (learned == 0) {
      plan.worker_scratch(static_cast<std::uint64_t>(time.size * D) * sizeof(double));
      return;
    }
    plan.parameter({.name = "weight",
                    .shape = backplane::sdk::shape(in.dtype, {learned, D}),
                    .init = "normal"});
    const Cut rows = cut_time(learned, B, D);
    plan.tasks(BACKPLANE_PHASE_BACK_PARAMS, rows.parts, rows.size * B * D / 128);
  }

  template <class T>
  void forward(const Run<T>& run) const {
    const Steps steps(run);
    const T* P = learned > 0 ? run.param(kP).row(steps.first) : waves(run, steps);
    for (std::int64_t b = 0; b < steps.B; ++b) {
      const auto x = steps.of(run.x(), b);
      const auto y = steps.of(run.y(), b);
      for (std::int64_t i = 0; i < steps.n * steps.D; ++i) y.data[i] = x.data[i] + P[i];
      run.finish_y(y);
    }
  }

  template <class T>
  void backward_data(const Run<T>& run) const {
    if (run.dx().data == nullptr) return;
    const Steps steps(run);
    for (std::int64_t b = 0; b < steps.B; ++b) {
      const auto dy = steps.of(run.dy(), b);
      const auto dx = steps.of(run.dx(), b);
      if (dx.data != dy.data) std::copy_n(dy.data, steps.n * steps.D, dx.data);
      run.finish_dx(dx);
    }
  }

  /// Rows of the table; those beyond the sequence get nothing.
  template <class T>
  void backward_params(const Run<T>& run) const {
    const Matrix<T> dP = run.dparam(kP);  // (learned,D)
    const auto dy = run.dy();             // (B T,D)
    const std::int64_t B = run.args().out[0].shape.dim[0], D = dP.cols;
    const std::int64_t length = run.args().out[0].shape.dim[1];
    const Cut rows = cut_time(learned, B, D);
    const std::int64_t first = rows.first(run.task());
    for (std::int64_t t = first; t < first + rows.length(run.task()); ++t) {
      T* to = dP.row(t);
      if (run.accumulate() == T(0)) std::fill_n(to, D, T(0));
      for (std::int64_t b = 0; t < length && b < B; ++b) {
        const T* from = dy.row(b * length + t);
        BACKPLANE_SDK_INDEPENDENT
        for (std::int64_t d = 0; d < D; ++d) to[d] += from[d];
      }
    }
  }

 private:
  /// The task's rows of sines and cosines, (n,D), in this worker's scratch.
  template <class T>
  T* waves(const Run<T>& run, const Steps& steps) const {
    T* P = static_cast<T*>(run.scratch());
    for (std::int64_t d = 0; d < steps.D; ++d) {
      const double power =
          static_cast<double>(d / 2 * 2) / static_cast<double>(steps.D);
      const double rate = std::pow(base, -power);
      for (std::int64_t i = 0; i < steps.n; ++i) {
        const double angle = static_cast<double>(steps.first + i) * rate;
        P[i * steps.D + d] =
            static_cast<T>(d % 2 == 0 ? backplane::sin(angle) : backplane::cos(angle));
      }
    }
    return P;
  }
};

}  // namespace

BACKPLANE_LAYER(Positions, "positions", "x + P, P tells each time step's place",
                "1.0.0");
