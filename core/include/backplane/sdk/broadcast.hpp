#pragma once
// Inputs that are combined element by element: each has as many axes as the output, and
// an axis of length 1 is repeated. The batch is everybody's.

#include <algorithm>
#include <string>

#include "backplane/sdk/layer_plan.hpp"
#include "backplane/sdk/layer_rows.hpp"
#include "backplane/sdk/walk.hpp"

namespace backplane::sdk {

/// The output's shape. `part` names the layer in the message.
[[nodiscard]] inline backplane_shape broadcast(const Plan& plan, const char* part) {
  backplane_shape out = plan.in();
  for (std::uint32_t i = 1; i < plan.inputs(); ++i) {
    const backplane_shape& in = plan.in(i);
    bool fits = in.rank == out.rank;
    for (std::uint32_t a = 1; a < out.rank && fits; ++a) {
      fits = in.dim[a] == out.dim[a] || in.dim[a] == 1 || out.dim[a] == 1;
      out.dim[a] = std::max(out.dim[a], in.dim[a]);
    }
    if (fits) continue;
    throw invalid("'" + std::string(part) +
                  "' takes inputs of one shape, where an axis may be 1 to be "
                  "repeated, but gets " +
                  sample_text(plan.in()) + " and " + sample_text(in));
  }
  return out;
}

/// Where a sample of shape `in` lies in one of shape `out`.
[[nodiscard]] inline Steps repeated_steps(const backplane_shape& in,
                                          const backplane_shape& out) {
  Steps steps = steps_of(in, 1);
  for (std::uint32_t a = 1; a < out.rank; ++a)
    if (in.dim[a] != out.dim[a]) steps[a - 1] = 0;
  return steps;
}

/// `n` samples of `out` (array 0) with those of every shape in `in` (1, 2, ...).
template <std::size_t N>
[[nodiscard]] Walk<N> broadcast_walk(std::int64_t n, const backplane_shape& out,
                                     const std::array<backplane_shape, N - 1>& in) {
  std::array<Steps, N> steps;
  typename Walk<N>::Offsets sample{};
  steps[0] = steps_of(out, 1);
  sample[0] = count(out, 1, out.rank);
  for (std::size_t k = 1; k < N; ++k) {
    steps[k] = repeated_steps(in[k - 1], out);
    sample[k] = count(in[k - 1], 1, in[k - 1].rank);
  }
  Walk<N> walk;
  walk.axis(n, sample);
  for (std::uint32_t a = 1; a < out.rank; ++a) {
    typename Walk<N>::Offsets step{};
    for (std::size_t k = 0; k < N; ++k) step[k] = steps[k][a - 1];
    walk.axis(out.dim[a], step);
  }
  return walk;
}

}  // namespace backplane::sdk
