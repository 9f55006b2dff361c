// Runs a layer's plan() with room that grows to what the layer asks for.
#include "plan/planned_layer.hpp"

#include <algorithm>
#include <cstdio>

namespace backplane::plan {
namespace {

constexpr std::uint32_t kRoom = 8;
constexpr std::uint32_t kMostEntries = 4096;

void prepare(PlannedLayer& planned, std::uint32_t room, const LayerSetting& setting) {
  planned.out.assign(room, Shape{});
  planned.params.assign(room, backplane_tensor_decl{});
  planned.buffers.assign(room, backplane_tensor_decl{});
  planned.saved.assign(room, backplane_tensor_decl{});
  planned.states.assign(setting.carries ? room : 0, backplane_tensor_decl{});
  LayerPlan& plan = planned.plan;
  plan = LayerPlan{};
  plan.struct_size = sizeof(LayerPlan);
  plan.cap_out = plan.cap_params = plan.cap_buffers = plan.cap_saved = room;
  plan.out = planned.out.data();
  plan.params = planned.params.data();
  plan.buffers = planned.buffers.data();
  plan.saved = planned.saved.data();
  plan.dtype = static_cast<std::uint32_t>(setting.dtype);
  plan.vocab = setting.vocab;
  plan.carries = setting.carries ? 1 : 0;
  plan.cap_states = static_cast<std::uint32_t>(planned.states.size());
  plan.states = planned.states.data();
}

backplane_status refuse(backplane_error& error, const char* why) {
  std::snprintf(error.message, sizeof error.message, "%s", why);
  return error.code = BACKPLANE_E_INTERNAL;
}

// The rows of a state are those of the batch: the host pairs them by number.
backplane_status check_states(std::span<const Shape> in, const PlannedLayer& planned,
                              backplane_error& error) {
  if (planned.plan.n_states > planned.states.size())
    return refuse(error, "plans states, which this run does not carry");
  for (const backplane_tensor_decl& state : planned.carried())
    if (state.shape.rank == 0 || state.shape.dim[0] != in.front().dim[0])
      return refuse(error, "plans a state whose first size is not the batch");
  return BACKPLANE_OK;
}

}  // namespace

backplane_status plan_layer(const Layer& layer, std::span<const Shape> in,
                            const LayerSetting& setting, PlannedLayer& planned,
                            backplane_error& error) {
  for (std::uint32_t room = kRoom;;) {
    prepare(planned, room, setting);
    const backplane_status status =
        layer.plan(in, setting.training, planned.plan, error);
    const LayerPlan& plan = planned.plan;
    const std::uint32_t most =
        std::max({plan.n_out, plan.n_params, plan.n_buffers, plan.n_saved,
                  setting.carries ? plan.n_states : 0});
    if (most <= room)
      return status != BACKPLANE_OK ? status : check_states(in, planned, error);
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
