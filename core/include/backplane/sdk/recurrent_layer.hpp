#pragma once
// The tasks of a recurrent layer. A part derives from this, has the members
//   std::int64_t units, layers; bool bidirectional, bias; double dropout;
//   RecurrentOutput output;  static constexpr const char* name;
// and a Cell (see recurrent.hpp), made from it by `Cell cell() const`.

#include <algorithm>
#include <cstdint>

#include "backplane/sdk/layer.hpp"
#include "backplane/sdk/recurrent.hpp"
#include "backplane/sdk/recurrent_move.hpp"
#include "backplane/sdk/recurrent_plan.hpp"
#include "backplane/sdk/recurrent_state.hpp"

namespace backplane::sdk {

/// The final state of each direction (B, D H), or all steps' outputs (B, T, D H).
enum class RecurrentOutput : std::uint32_t { last, all };

template <class Part, class Cell>
struct RecurrentLayer {
  void plan(Plan& plan) const {
    const backplane_shape& in = plan.in();
    if (in.rank != 3)
      refuse("", "'", Part::name, "' works on sequences, [time, features], but gets ",
             sample_text(in));
    const RecurrentShape s = shape_of(in);
    if (s.T < 1 || s.I < 1)
      refuse("", "gets sequences of ", s.T, " steps of ", s.I, " features");
    plan.output(part().output == RecurrentOutput::all
                    ? shape(in.dtype, {s.B, s.T, s.outputs()})
                    : shape(in.dtype, {s.B, s.outputs()}));
    declare_weights(plan, s, part().bias);
    declare_states(plan, s, Part::name);
    if (plan.training()) save_sweeps(plan, s);
    const std::int64_t element = in.dtype == BACKPLANE_DT_F64 ? 8 : 4;
    plan.worker_scratch(
        static_cast<std::uint64_t>(s.scratch(plan.training()) * element));
    plan.flags(BACKPLANE_LP_FINISHES | BACKPLANE_LP_DATA_ALWAYS |
               BACKPLANE_LP_ROW_LOCAL);
    plan.multiply_adds(s.multiply_adds());
    const std::int64_t cost = 2 * s.multiply_adds() / 1000;
    const auto tasks = [&](std::uint32_t phase, std::int64_t n) {
      plan.tasks(phase, n, n > 0 ? cost / n : 0);
    };
    tasks(BACKPLANE_PHASE_FORWARD, s.blocks().parts);
    tasks(BACKPLANE_PHASE_BACK_DATA, s.blocks().parts);
    tasks(BACKPLANE_PHASE_BACK_PARAMS, s.weight_rows().parts * s.layers * s.dirs);
  }

  template <class T>
  void forward(const Run<T>& run) const {
    const RecurrentShape s = shape_of(run.args().in[0].shape);
    const RecurrentBlock<T> block(run, s, run.task());
    take_steps(block, s, run.x().data, block.input(0));
    for (std::int64_t l = 0; l < s.layers; ++l) {
      const Matrix<T> out = block.input(l + 1);
      for (std::int64_t d = 0; d < s.dirs; ++d)
        sweep_forward(run, part().cell(), sweep(run, s, block, l, d),
                      out.col_block(d * s.H, s.H));
      if (l + 1 < s.layers) drop_rows(run, s, block, l, part().dropout, out);
    }
    const Matrix<T> top = block.input(s.layers);
    run.finish_y(part().output == RecurrentOutput::all
                     ? give_steps(block, s, top, run.y().data)
                     : give_last(block, s, top, run.y().data));
  }

  template <class T>
  void backward_data(const Run<T>& run) const {
    const RecurrentShape s = shape_of(run.args().in[0].shape);
    const RecurrentBlock<T> block(run, s, run.task());
    T* const dx = run.dx().data;
    Matrix<T> dout = block.room(s.layers % 2, s.outputs());
    if (part().output == RecurrentOutput::all)
      take_steps(block, s, run.dy().data, dout);
    else
      take_last(block, s, run.dy().data, dout);
    for (std::int64_t l = s.layers; l-- > 0;) {
      const Matrix<T> din = block.room(l % 2, s.inputs(l));
      for (std::int64_t d = 0; d < s.dirs; ++d) {
        const Sweep<T> one = sweep(run, s, block, l, d);
        sweep_backward(run, part().cell(), one, dout.col_block(d * s.H, s.H),
                       block.dkept());
        if (l > 0 || dx != nullptr)
          run.multiply(one.z, one.W_ih, T(d > 0 ? 1 : 0), din);
      }
      if (l > 0) drop_rows(run, s, block, l - 1, part().dropout, din);
      dout = din;
    }
    if (dx != nullptr) run.finish_dx(give_steps(block, s, dout, dx));
  }

  /// Some rows of one layer's weights in one direction, over the whole batch.
  template <class T>
  void backward_params(const Run<T>& run) const {
    const RecurrentShape s = shape_of(run.args().in[0].shape);
    const Cut rows = s.weight_rows();
    const std::int64_t which = run.task() / rows.parts,
                       part_of = run.task() % rows.parts;
    const std::int64_t l = which / s.dirs, d = which % s.dirs;
    const std::int64_t first = rows.first(part_of), n = rows.length(part_of);
    const auto saved = [&](Kept what) {
      const auto i = RecurrentBlock<T>::saved_index(s, l, d, what);
      return run.matrix(run.args().saved[i], s.B * s.T);
    };
    const Matrix<T> z = saved(Kept::z), u = saved(Kept::u);
    const Matrix<T> before = saved(Kept::before);
    const auto gradient = [&](const Matrix<T>& dz, const Matrix<T>& of,
                              RecurrentParam weight, std::int64_t row) {
      const std::uint32_t i = index(s, l, d, weight);
      weight_gradient(run, dz, of, run.dparam(i), row);
      if (part().bias) bias_gradient(run, dz, run.dparam(i + 2).data + row);
    };
    gradient(z.col_block(first, n), run.matrix(run.args().saved[l], s.B * s.T), kWih,
             first);
    // Recurrent weights whose part stands apart have a gradient of their own.
    const std::int64_t joint = s.gates() - s.apart * s.H;
    const std::int64_t near = std::clamp<std::int64_t>(joint - first, 0, n);
    if (near > 0) gradient(z.col_block(first, near), before, kWhh, first);
    if (near < n)
      gradient(u.col_block(first + near - joint, n - near), before, kWhh, first + near);
  }

 private:
  [[nodiscard]] const Part& part() const { return static_cast<const Part&>(*this); }
  [[nodiscard]] RecurrentShape shape_of(const backplane_shape& in) const {
    return {in.dim[0],    in.dim[1],     in.dim[2],
            part().units, part().layers, part().bidirectional ? 2 : 1,
            Cell::gates,  Cell::apart,   Cell::kept};
  }
  [[nodiscard]] std::uint32_t index(const RecurrentShape& s, std::int64_t l,
                                    std::int64_t d, RecurrentParam which) const {
    const std::int64_t each = part().bias ? 4 : 2;
    return static_cast<std::uint32_t>((l * s.dirs + d) * each + which);
  }

  template <class T>
  Sweep<T> sweep(const Run<T>& run, const RecurrentShape& s,
                 const RecurrentBlock<T>& block, std::int64_t l, std::int64_t d) const {
    Sweep<T> one{};
    one.n = block.samples(), one.steps = s.T, one.H = s.H, one.reverse = d > 0;
    one.x = block.input(l);
    one.W_ih = run.param(index(s, l, d, kWih));
    one.W_hh = run.param(index(s, l, d, kWhh));
    if (part().bias) {
      one.b_ih = run.param(index(s, l, d, kBih)).data;
      one.b_hh = run.param(index(s, l, d, kBhh)).data;
    }
    one.z = block.kept(l, d, Kept::z), one.u = block.kept(l, d, Kept::u);
    one.h_before = block.kept(l, d, Kept::before);
    one.kept[0] = block.kept(l, d, Kept::first);
    one.kept[1] = block.kept(l, d, Kept::second);
    bind_states(run, s, block, l, one);
    return one;
  }
};

}  // namespace backplane::sdk
