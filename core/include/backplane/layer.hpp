#pragma once
// A layer maps tensors to tensors, with parameters. It plans from shapes alone, and
// does one task of one phase at a time; the host owns every byte and every loop over
// tasks.

#include <span>

#include "backplane/abi.h"
#include "backplane/export.hpp"
#include "backplane/shape.hpp"

namespace backplane {

using LayerPlan = backplane_layer_plan;
using LayerArgs = backplane_layer_args;

/// One task of a phase: which, and on which worker (for scratch).
struct Task {
  std::int64_t index = 0;
  std::uint32_t worker = 0;
  backplane_error* error = nullptr;
};

class BACKPLANE_API Layer {
 public:
  virtual ~Layer() = default;

  [[nodiscard]] virtual std::uint32_t min_inputs() const { return 1; }
  [[nodiscard]] virtual std::uint32_t max_inputs() const { return 1; }
  /// Bit i: input i may hold token ids (int32).
  [[nodiscard]] virtual std::uint32_t integer_inputs() const { return 0; }

  /// Output shapes, parameters, buffers, what is saved, scratch and task counts, as a
  /// pure function of the input shapes. See backplane_layer_plan for who owns what.
  virtual backplane_status plan(std::span<const Shape> in, bool training,
                                LayerPlan& plan, backplane_error& error) const = 0;

  /// in, params -> out, saved.
  virtual backplane_status forward(const LayerArgs& args, const Task& task) const = 0;
  /// dout, saved -> din, overwritten.
  virtual backplane_status backward_data(const LayerArgs& args,
                                         const Task& task) const = 0;
  /// dout, in, saved -> dparams, overwritten unless BACKPLANE_RUN_ACCUMULATE.
  virtual backplane_status backward_params(const LayerArgs& args,
                                           const Task& task) const;

  /// The second halves, run after every task of the first; most layers have none.
  virtual backplane_status forward_2(const LayerArgs& args, const Task& task) const;
  virtual backplane_status backward_data_2(const LayerArgs& args,
                                           const Task& task) const;
  virtual backplane_status backward_params_2(const LayerArgs& args,
                                             const Task& task) const;
};

}  // namespace backplane
