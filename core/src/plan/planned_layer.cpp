// Runs a layer's plan() with room that grows to what the layer asks for.
#include "plan/planned_layer.hpp"

#include <algorithm>
#include <cstdio>

namespace backplane::plan {
namespace {

constexpr std::uint32_t kRoom = 8;
constexpr std::uint32_t kMostEntries = 4096;

void prepare(PlannedLayer& planned, std::uint32_t room) {
  planned.out.assign(room, Shape{});
  planned.params.assign(room, backplane_tensor_decl{});
  planned.buffers.assign(room, backplane_tensor_decl{});
  planned.saved.assign(room, backplane_tensor_decl{});
  LayerPlan& plan = planned.plan;
  plan = LayerPlan{};
  plan.struct_size = sizeof(LayerPlan);
  plan.cap_out = plan.cap_params = plan.cap_buffers = plan.cap_saved = room;
  plan.out = planned.out.data();
  plan.params = planned.params.data();
  plan.buffers = planned.buffers.data();
  plan.saved = planned.saved.data();
}

}  // namespace

backplane_status plan_layer(const Layer& layer, std::span<const Shape> in,
                            bool training, PlannedLayer& planned,
                            backplane_error& error) {
  for (std::uint32_t room = kRoom;;) {
    prepare(planned, room);
    const backplane_status status = layer.plan(in, training, planned.plan, error);
    const LayerPlan& plan = planned.plan;
    const std::uint32_t most =
        std::max({plan.n_out, plan.n_params, plan.n_buffers, plan.n_saved});
    if (most <= room) return status;
    if (most > kMostEntries) {
      std::snprintf(error.message, sizeof error.message,
                    "asks for %u tensors; at most %u can be served", most,
                    kMostEntries);
      return error.code = BACKPLANE_E_INTERNAL;
    }
    room = most;
  }
}

}  // namespace backplane::plan
