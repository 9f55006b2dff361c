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

#include "backplane/sdk/convolution_work.hpp"
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
    const std::int64_t element = bytes_of(in.dtype);
    plan.worker_scratch(static_cast<std::uint64_t>(c.scratch(element) * element));
    const ConvolutionWork work(c, element);
    const std::int64_t all = 2 * c.multiply_adds() / 1000;
    const auto each = [&](std::int64_t n) { return n > 0 ? all / n : 0; };
    plan.tasks(BACKPLANE_PHASE_FORWARD, work.forward(), each(work.forward()));
    plan.tasks(BACKPLANE_PHASE_BACK_DATA, work.images.parts, each(work.images.parts));
    plan.tasks(BACKPLANE_PHASE_BACK_PARAMS, work.slots.parts, each(work.slots.parts));
    if (work.direct()) return;
    const std::int64_t size = gradients(c);
    plan.shared_scratch(static_cast<std::uint64_t>(work.slots.parts * size * element));
    plan.tasks(BACKPLANE_PHASE_BACK_PARAMS_2, cut(size, kStretch, 1).parts);
  }

  template <class T>
  void forward(const Run<T>& run) const {
    const Convolution c = geometry_of(run);
    const ConvolutionWork work(c, sizeof(T));
    const Cut blocks = cut(c.plane.h.out, c.rows_a_block(sizeof(T)), 1);
    const std::int64_t task = run.task(), image = task / work.split;
    for (std::int64_t n = 0; n < work.images.length(image); ++n)
      for (std::int64_t b = task % work.split; b < blocks.parts; b += work.split)
        for (std::int64_t g = 0; g < c.G; ++g)
          forward_piece(
              run, c,
              {work.images.first(image) + n, blocks.first(b), blocks.length(b), g});
  }

  template <class T>
  void backward_data(const Run<T>& run) const {
    T* const dx = run.dx().data;
    if (dx == nullptr) return;
    const Convolution c = geometry_of(run);
    const ConvolutionWork work(c, sizeof(T));
    const std::int64_t first = work.images.first(run.task()), I = c.plane.inputs();
    for (std::int64_t n = first; n < first + work.images.length(run.task()); ++n) {
      const Matrix<T> image{dx + n * c.I * I, c.I, I, I};
      if (!c.plane.is_pointwise()) std::fill_n(image.data, c.I * I, T(0));
      pieces_of(c, n, sizeof(T), [&](const Piece& at) {
        convolve_back(run, c, run.dy().data, run.matrix(run.args().params[kW], c.O), at,
                      static_cast<T*>(run.scratch()), dx);
      });
      run.finish_dx(image);
    }
  }

  template <class T>
  void backward_params(const Run<T>& run) const {
    const Convolution c = geometry_of(run);
    const ConvolutionWork work(c, sizeof(T));
    if (work.direct())
      return sum_images(run, c, work.slots, run.accumulate(),
                        run.matrix(run.args().dparams[kW], c.O),
                        part().bias ? run.dparam(kb).data : nullptr);
    T* const slot = static_cast<T*>(run.args().shared) + run.task() * gradients(c);
    sum_images(run, c, work.slots, T(0), {slot, c.O, c.depth(), c.depth()},
               part().bias ? slot + c.O * c.depth() : nullptr);
  }

  template <class T>
  void backward_params_2(const Run<T>& run) const {
    const Convolution c = geometry_of(run);
    const ConvolutionWork work(c, sizeof(T));
    const std::int64_t size = gradients(c), weights = c.O * c.depth();
    const Cut stretch = cut(size, kStretch, 1);
    const std::int64_t first = stretch.first(run.task());
    const std::int64_t last = first + stretch.length(run.task());
    const std::int64_t slots = work.slots.parts, bias = std::max(first, weights);
    sum_slots(run, slots, size, first, std::min(last, weights),
              run.dparam(kW).data + first);
    if (part().bias)
      sum_slots(run, slots, size, bias, last, run.dparam(kb).data + bias - weights);
  }

 private:
  static constexpr std::int64_t kStretch = 16384;  // elements a task of the sums

  [[nodiscard]] const Part& part() const { return static_cast<const Part&>(*this); }
  [[nodiscard]] static std::int64_t bytes_of(std::uint32_t dtype) {
    return dtype == BACKPLANE_DT_F64 ? 8 : 4;
  }
  [[nodiscard]] std::int64_t gradients(const Convolution& c) const {
    return c.O * c.depth() + (part().bias ? c.O : 0);
  }
  template <class T>
  [[nodiscard]] Convolution geometry_of(const Run<T>& run) const {
    return part().geometry(run.args().in[0].shape);
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

  template <class T>
  void forward_piece(const Run<T>& run, const Convolution& c, const Piece& at) const {
    convolve(run, c, run.x().data, run.matrix(run.args().params[kW], c.O),
             part().bias ? run.param(kb).data : nullptr, at,
             static_cast<T*>(run.scratch()), run.y().data);
    run.finish_y(outputs_of(c, run.y().data, at));
  }
};

}  // namespace backplane::sdk
