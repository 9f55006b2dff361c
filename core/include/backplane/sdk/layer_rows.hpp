#pragma once
// A layer that treats each sample alone and writes only `forward` and `backward` for a
// block of samples: the plan, the tasks and the finishes are made here.

#include <algorithm>
#include <cstdint>

#include "backplane/sdk/row_block.hpp"

namespace backplane::sdk {

/// Samples a task: a function of the shapes alone.
[[nodiscard]] inline Cut cut_samples(const backplane_shape& in,
                                     const backplane_shape& out) {
  constexpr std::int64_t kElements = 16384;
  const std::int64_t most =
      std::max({count(in, 1, in.rank), count(out, 1, out.rank), std::int64_t{1}});
  return cut(in.dim[0], std::max(kElements / most, std::int64_t{1}), 1);
}

/// Flags: `static constexpr std::uint32_t keeps` (BACKPLANE_LP_NEEDS_IN, ..._OUT) and
/// `static constexpr bool in_place`. Without `plan`, the output has the input's shape.
template <class S>
void plan_rows(const S& part, Plan& plan) {
  if constexpr (requires { part.plan(plan); })
    part.plan(plan);
  else
    plan.output(plan.in());
  plan.flags(BACKPLANE_LP_ROW_LOCAL | BACKPLANE_LP_FINISHES);
  if constexpr (requires { S::keeps; }) plan.flags(S::keeps);
  if constexpr (requires { S::in_place; })
    plan.flags(S::in_place ? BACKPLANE_LP_INPLACE : 0u);
  if (plan.made().cap_out == 0) return;  // asked again with room
  const backplane_shape &in = plan.in(), &out = plan.made().out[0];
  const Cut samples = cut_samples(in, out);
  const std::int64_t bytes = in.dtype == BACKPLANE_DT_F64 ? 8 : 4;
  const std::int64_t cost =
      samples.size * (count(in, 1, in.rank) + count(out, 1, out.rank)) * bytes / 1000;
  plan.tasks(BACKPLANE_PHASE_FORWARD, samples.parts, cost);
  plan.tasks(BACKPLANE_PHASE_BACK_DATA, samples.parts, cost);
  if (plan.made().n_params > 0)
    plan.tasks(BACKPLANE_PHASE_BACK_PARAMS, 1, cost * samples.parts);
}

template <class S, class T>
void forward_rows(const S& part, const Run<T>& run) {
  const auto &in = run.args().in[0], &out = run.args().out[0];
  const Cut samples = cut_samples(in.shape, out.shape);
  const std::int64_t at = samples.first(run.task()), n = samples.length(run.task());
  const auto x = samples_of<const T>(in, at, n);
  const auto y = samples_of<T>(out, at, n);
  part.forward(Rows<T>{
      n, count(in.shape, 1, in.shape.rank), count(out.shape, 1, out.shape.rank),
      run.args().first_sample + static_cast<std::uint64_t>(at), x.data, y.data, run});
  run.finish_y(y);
}

template <class T>
RowGrads<T> grads_of(const Run<T>& run, std::int64_t at, std::int64_t n) {
  const auto& args = run.args();
  const auto &in = args.in[0], &out = args.out[0];
  return {n,
          count(in.shape, 1, in.shape.rank),
          count(out.shape, 1, out.shape.rank),
          args.first_sample + static_cast<std::uint64_t>(at),
          samples_of<const T>(in, at, n).data,
          samples_of<const T>(out, at, n).data,
          samples_of<const T>(args.dout[0], at, n).data,
          nullptr,
          run};
}

template <class S, class T>
void backward_rows(const S& part, const Run<T>& run) {
  const auto& args = run.args();
  const auto wanted = [&](std::uint32_t i) { return args.din[i].data != nullptr; };
  std::uint32_t first = 0;
  while (first < args.n_in && !wanted(first)) ++first;
  if (first == args.n_in) return;
  const Cut samples = cut_samples(args.in[0].shape, args.out[0].shape);
  const std::int64_t at = samples.first(run.task()), n = samples.length(run.task());
  RowGrads<T> grads = grads_of(run, at, n);
  grads.dx = samples_of<T>(args.din[0], at, n).data;
  part.backward(grads);
  for (std::uint32_t i = first; i < args.n_in; ++i)
    if (wanted(i)) run.finish_dx(samples_of<T>(args.din[i], at, n), i);
}

/// All samples at once, into gradients that are zero or hold what is to be added to.
template <class S, class T>
void gradients_of_rows(const S& part, const Run<T>& run) {
  for (std::uint32_t i = 0; i < run.args().n_params && run.accumulate() == T(0); ++i) {
    const Matrix<T> d = run.dparam(i);
    std::fill_n(d.data, d.rows * d.cols, T(0));
  }
  part.gradients(grads_of(run, 0, run.args().in[0].shape.dim[0]));
}

}  // namespace backplane::sdk
