#pragma once
// A small recurrent layer for tests: h_t = w h_t-1 + x_t, y = h; where states are
// carried, h before the first step is what the batch before left.
//   dh_t = dy_t + w dh_t+1   dx = dh   dw = sum over samples and steps of dh_t h_t-1

#include <algorithm>

#include "backplane/runtime.hpp"
#include "backplane/sdk/layer.hpp"

namespace backplane::test {

struct Carry {
  void plan(sdk::Plan& plan) const {
    const backplane_shape& in = plan.in();
    if (in.rank != 3) throw sdk::invalid("'test.carry' works on [time, features]");
    plan.output(in);
    plan.parameter({.name = "weight",
                    .shape = sdk::shape(in.dtype, {in.dim[2]}),
                    .init = "normal",
                    .init_gain = 0.3});
    plan.saved({.name = "dh", .shape = in});
    if (plan.carries())
      plan.state({.name = "h", .shape = sdk::shape(in.dtype, {in.dim[0], in.dim[2]})});
    plan.flags(BACKPLANE_LP_NEEDS_OUT | BACKPLANE_LP_DATA_ALWAYS);
    plan.tasks(BACKPLANE_PHASE_FORWARD, in.dim[0]);
    plan.tasks(BACKPLANE_PHASE_BACK_DATA, in.dim[0]);
    plan.tasks(BACKPLANE_PHASE_BACK_PARAMS, 1);
  }

  template <class T>
  void forward(const sdk::Run<T>& run) const {
    const Steps<T> s(run);
    for (std::int64_t t = 0; t < s.time; ++t)
      for (std::int64_t d = 0; d < s.dim; ++d)
        run.y()(s.row(t), d) =
            run.param(0)(0, d) * s.before(t, d) + run.x()(s.row(t), d);
    if (run.args().n_states > 0)
      std::copy_n(run.y().row(s.row(s.time - 1)), s.dim, run.next_state(0).row(s.b));
  }

  template <class T>
  void backward_data(const sdk::Run<T>& run) const {
    const Steps<T> s(run);
    const auto dh = run.saved(0);
    for (std::int64_t t = s.time; t-- > 0;)
      for (std::int64_t d = 0; d < s.dim; ++d) {
        const T later = t + 1 < s.time ? dh(s.row(t + 1), d) : T(0);
        dh(s.row(t), d) = run.dy()(s.row(t), d) + run.param(0)(0, d) * later;
        if (run.dx().data != nullptr) run.dx()(s.row(t), d) = dh(s.row(t), d);
      }
  }

  template <class T>
  void backward_params(const sdk::Run<T>& run) const {
    const auto dw = run.dparam(0);
    if (run.accumulate() == T(0)) std::fill_n(dw.data, dw.cols, T(0));
    for (std::int64_t b = 0; b < run.args().in[0].shape.dim[0]; ++b) {
      const Steps<T> s(run, b);
      for (std::int64_t t = 0; t < s.time; ++t)
        for (std::int64_t d = 0; d < s.dim; ++d)
          dw(0, d) += run.saved(0)(s.row(t), d) * s.before(t, d);
    }
  }

 private:
  // The steps of sample b.
  template <class T>
  struct Steps {
    const sdk::Run<T>& run;
    std::int64_t b, time, dim;

    explicit Steps(const sdk::Run<T>& r) : Steps(r, r.task()) {}
    Steps(const sdk::Run<T>& r, std::int64_t sample)
        : run(r),
          b(sample),
          time(r.args().in[0].shape.dim[1]),
          dim(r.args().in[0].shape.dim[2]) {}
    [[nodiscard]] std::int64_t row(std::int64_t t) const { return b * time + t; }
    [[nodiscard]] T before(std::int64_t t, std::int64_t d) const {
      if (t > 0) return run.y()(row(t - 1), d);
      return run.args().n_states > 0 ? run.state(0)(b, d) : T(0);
    }
  };
};

/// A state whose rows are not those of the batch.
struct BadState : Carry {
  void plan(sdk::Plan& plan) const {
    Carry::plan(plan);
    if (plan.carries())
      plan.state({.name = "c", .shape = sdk::shape(plan.in().dtype, {1, 2})});
  }
};

/// Adds the mean over all steps, those to come too.
struct LookAhead {
  template <class T>
  void forward(const sdk::Rows<T>& rows) const {
    for (std::int64_t b = 0; b < rows.n; ++b) {
      T sum = 0;
      for (std::int64_t i = 0; i < rows.in; ++i) sum += rows.x[b * rows.in + i];
      for (std::int64_t i = 0; i < rows.in; ++i)
        rows.y[b * rows.in + i] = rows.x[b * rows.in + i] + sum / T(rows.in);
    }
  }
  template <class T>
  void backward(const sdk::RowGrads<T>& rows) const {
    for (std::int64_t b = 0; b < rows.n; ++b) {
      T sum = 0;
      for (std::int64_t i = 0; i < rows.in; ++i) sum += rows.dy[b * rows.in + i];
      for (std::int64_t i = 0; i < rows.in; ++i)
        rows.dx[b * rows.in + i] = rows.dy[b * rows.in + i] + sum / T(rows.in);
    }
  }
};

/// The three as a plugin that is linked in.
inline const backplane_plugin* carry_plugin() {
  static constexpr auto kCarry = layer<Carry>("test.carry", "", "1.0.0");
  static constexpr auto kBad = layer<BadState>("test.bad_state", "", "1.0.0");
  static constexpr auto kAhead = layer<LookAhead>("test.look_ahead", "", "1.0.0");
  static const backplane_component* const parts[] = {&kCarry.base, &kBad.base,
                                                     &kAhead.base};
  static const backplane_plugin plugin{BACKPLANE_END_OF(backplane_plugin, shutdown),
                                       BACKPLANE_ABI_MAJOR,
                                       BACKPLANE_ABI_MINOR,
                                       3,
                                       "carry",
                                       "1.0.0",
                                       "test",
                                       "MIT",
                                       "",
                                       parts,
                                       nullptr,
                                       nullptr};
  return &plugin;
}

}  // namespace backplane::test
