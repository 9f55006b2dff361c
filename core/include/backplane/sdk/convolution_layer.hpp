#pragma once
// The tasks of a convolution layer, whatever the number of its axes. A part derives
// from this and says how its input is seen:
//   void check(const backplane_shape& in) const;             // throws what is wrong
//   Convolution geometry(const backplane_shape& in) const;
//   backplane_shape output(const backplane_shape& in, const Convolution& c) const;
//   backplane_shape weights(const backplane_shape& in, const Convolution& c) const;
//   bool bias;

#include <algorithm>
#include <cstdint>

#include "backplane/sdk/convolution_passes.hpp"
#include "backplane/sdk/convolution_tiled.hpp"
#include "backplane/sdk/layer.hpp"

namespace backplane::sdk {

template <class Part>
struct ConvolutionLayer {
  enum Param : std::uint32_t { kW, kb };

  void plan(Plan& plan) const {
    const backplane_shape& in = plan.in();
    part().check(in);
    const Convolution c = part().geometry(in);
    plan.output(part().output(in, c));
    declare(plan, c);
    plan.flags(BACKPLANE_LP_NEEDS_IN | BACKPLANE_LP_FINISHES | BACKPLANE_LP_ROW_LOCAL);
    plan.multiply_adds(c.multiply_adds());
    const std::int64_t element = in.dtype == BACKPLANE_DT_F64 ? 8 : 4;
    const ConvolutionWork work(c, element);
    plan.worker_scratch(work.scratch(element));
    plan.shared_scratch(static_cast<std::uint64_t>(
        (work.points() + work.slots.parts * work.slot(part().bias)) * element));
    const std::int64_t all = 2 * c.multiply_adds() / 1000;
    const auto tasks = [&](std::uint32_t phase, std::int64_t n) {
      plan.tasks(phase, n, n > 0 ? all / n : 0);
    };
    if (work.tiled) plan.tasks(BACKPLANE_PHASE_FORWARD, work.outputs().parts);
    tasks(work.tiled ? BACKPLANE_PHASE_FORWARD_2 : BACKPLANE_PHASE_FORWARD,
          work.forward());
    tasks(BACKPLANE_PHASE_BACK_DATA, work.images.parts);
    tasks(BACKPLANE_PHASE_BACK_PARAMS, work.slots.parts);
    plan.tasks(BACKPLANE_PHASE_BACK_PARAMS_2, work.outputs().parts);
  }

  template <class T>
  void forward(const Run<T>& run) const {
    const ConvolutionWork work = work_of(run);
    if (work.tiled) return TiledTasks<T>(run, work).weights();
    const Forward<T> pass(run, work, bias_of(run));
    const std::int64_t image = run.task() / work.split;
    for (std::int64_t n = 0; n < work.images.length(image); ++n)
      for (std::int64_t b = run.task() % work.split; b < work.blocks.parts;
           b += work.split)
        for (std::int64_t g = 0; g < work.c.G; ++g) {
          const Piece at{work.images.first(image) + n, work.blocks.first(b),
                         work.blocks.length(b), g};
          pass(at);
          run.finish_y(outputs_of(work.c, run.y().data, at));
        }
  }

  template <class T>
  void forward_2(const Run<T>& run) const {
    const ConvolutionWork work = work_of(run);
    TiledTasks<T>(run, work).forward(bias_of(run));
  }

  template <class T>
  void backward_data(const Run<T>& run) const {
    T* const dx = run.dx().data;
    if (dx == nullptr) return;
    const ConvolutionWork work = work_of(run);
    if (work.tiled) return TiledTasks<T>(run, work).backward(dx);
    const Backward<T> pass(run, work);
    const std::int64_t first = work.images.first(run.task()), I = work.c.plane.inputs();
    for (std::int64_t n = first; n < first + work.images.length(run.task()); ++n) {
      pass(n);
      run.finish_dx({dx + n * work.c.I * I, work.c.I, I, I});
    }
  }

  template <class T>
  void backward_params(const Run<T>& run) const {
    const ConvolutionWork work = work_of(run);
    const std::int64_t size = work.slot(part().bias),
                       first = work.slots.first(run.task());
    const std::int64_t n = work.slots.length(run.task());
    T* const slot =
        static_cast<T*>(run.args().shared) + work.points() + run.task() * size;
    std::fill_n(slot, size, T(0));
    if (work.tiled)
      TiledTasks<T>(run, work).gradients(first, n, slot);
    else
      sum_images(run, work, first, n, slot);
    for (std::int64_t i = first; i < first + n && part().bias; ++i)
      add_sums(work.c, run.dy().data, i, slot + work.sums());
  }

  template <class T>
  void backward_params_2(const Run<T>& run) const {
    const ConvolutionWork work = work_of(run);
    const Cut rows = work.outputs();
    const T* const slots = static_cast<const T*>(run.args().shared) + work.points();
    const std::int64_t first = rows.first(run.task()), n = rows.length(run.task());
    const std::int64_t size = work.slot(part().bias), n_slots = work.slots.parts;
    const Matrix<T> dW = run.matrix(run.args().dparams[kW], work.c.O);
    if (work.tiled)
      sum_tile_slots(run, work.tiles_there, slots, n_slots, size, first, n, dW);
    else
      sum_weight_slots(run, work.gradient, slots, n_slots, size, first, n, dW);
    if (!part().bias) return;
    T* const db = run.dparam(kb).data;
    for (std::int64_t o = first; o < first + n; ++o) {
      if (run.accumulate() == T(0)) db[o] = 0;
      for (std::int64_t s = 0; s < n_slots; ++s)
        db[o] += slots[s * size + work.sums() + o];
    }
  }

 private:
  [[nodiscard]] const Part& part() const { return static_cast<const Part&>(*this); }
  template <class T>
  [[nodiscard]] ConvolutionWork work_of(const Run<T>& run) const {
    return {part().geometry(run.args().in[0].shape), sizeof(T)};
  }
  template <class T>
  [[nodiscard]] const T* bias_of(const Run<T>& run) const {
    return part().bias ? run.param(kb).data : nullptr;
  }

  void declare(Plan& plan, const Convolution& c) const {
    constexpr double kGain = 0.57735026918962576;  // 1 / sqrt(3), as in dense
    const std::int64_t fan_in = c.depth(), fan_out = c.O / c.G * c.plane.taps();
    plan.parameter({.name = "weight",
                    .shape = part().weights(plan.in(), c),
                    .init = "lecun_uniform",
                    .init_gain = kGain,
                    .fan_in = fan_in,
                    .fan_out = fan_out});
    if (part().bias)
      plan.parameter({.name = "bias",
                      .shape = shape(plan.in().dtype, {c.O}),
                      .init = "lecun_uniform",
                      .init_gain = kGain,
                      .fan_in = fan_in,
                      .fan_out = fan_out,
                      .flags = BACKPLANE_TF_TRAINABLE | BACKPLANE_TF_NO_DECAY});
  }
};

}  // namespace backplane::sdk
