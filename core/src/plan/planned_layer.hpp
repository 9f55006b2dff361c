#pragma once
// A layer's plan for given input shapes, with the storage that the plan's pointers
// need.

#include <cstdint>
#include <span>
#include <vector>

#include "backplane/layer.hpp"

namespace backplane::plan {

/// What a layer is told beside its inputs' shapes.
struct LayerSetting {
  bool training = true;
  DType dtype = DType::f32;  ///< of the run, though an input hold ids
  std::int64_t vocab = 0;    ///< ids of integer inputs are below this; 0: not known
  bool carries = false;      ///< states go from each batch to the next
};

/// Movable: `plan` points into the vectors, whose storage moves along.
struct PlannedLayer {
  LayerPlan plan{};
  std::vector<Shape> out;
  std::vector<backplane_tensor_decl> params, buffers, saved, states;

  [[nodiscard]] std::span<const Shape> outputs() const {
    return {out.data(), plan.n_out};
  }
  [[nodiscard]] std::span<const backplane_tensor_decl> parameters() const {
    return {params.data(), plan.n_params};
  }
  [[nodiscard]] std::span<const backplane_tensor_decl> running() const {
    return {buffers.data(), plan.n_buffers};
  }
  [[nodiscard]] std::span<const backplane_tensor_decl> kept() const {
    return {saved.data(), plan.n_saved};
  }
  [[nodiscard]] std::span<const backplane_tensor_decl> carried() const {
    return {states.data(), plan.n_states};
  }
};

/// Asks the layer, with more room when it needs more. `error` holds why not.
backplane_status plan_layer(const Layer& layer, std::span<const Shape> in,
                            const LayerSetting& setting, PlannedLayer& planned,
                            backplane_error& error);

}  // namespace backplane::plan
