// The waist's layout, frozen: each field's offset and each struct's size on a 64-bit
// machine. A minor version appends; no number that stands here changes within one
// major.

#include <catch2/catch.hpp>
#include <cstddef>

#include "backplane/abi.h"

namespace {

struct Place {
  const char* name;
  std::size_t found, frozen;
};

#define F(T, f, at) \
  { "offset of backplane_" #T "." #f, offsetof(backplane_##T, f), at }
#define S(T, size) \
  { "size of backplane_" #T, sizeof(backplane_##T), size }

// clang-format off
constexpr Place kLayout[] = {
    F(error, struct_size, 0), F(error, code, 4), F(error, param_index, 8),
    F(error, reserved, 12), F(error, message, 16), S(error, 512),
    F(value, type, 0), F(value, count, 4), F(value, v, 8), S(value, 16),
    F(param, struct_size, 0), F(param, type, 4), F(param, flags, 8),
    F(param, n_enum, 12), F(param, name, 16), F(param, doc, 24), F(param, unit, 32),
    F(param, aliases, 40), F(param, enum_names, 48), F(param, def, 56),
    F(param, min, 72), F(param, max, 88), S(param, 104),
    F(host, struct_size, 0), F(host, abi_major, 4), F(host, abi_minor, 8),
    F(host, isa, 12), F(host, impl, 16), F(host, host_name, 24),
    F(host, host_version, 32), F(host, log, 40), F(host, get_service, 48), S(host, 56),
    F(math, struct_size, 0), F(math, reserved, 4), F(math, gemm_f32, 8),
    F(math, gemm_f64, 16), F(math, gemm_at_f32, 24), F(math, gemm_at_f64, 32), S(math, 40),
    F(rng, struct_size, 0), F(rng, reserved, 4), F(rng, uniform_f32, 8),
    F(rng, uniform_f64, 16), F(rng, normal_f32, 24), F(rng, normal_f64, 32),
    F(rng, bits_u32, 40), S(rng, 48),
    F(component, struct_size, 0), F(component, kind, 4), F(component, flags, 8),
    F(component, n_params, 12), F(component, id, 16), F(component, summary, 24),
    F(component, doc, 32), F(component, version, 40), F(component, params, 48),
    F(component, reserved, 56), F(component, validate, 72), F(component, create, 80),
    F(component, destroy, 88), F(component, get_extension, 96), S(component, 104),
    F(act_args, struct_size, 0), F(act_args, dtype, 4), F(act_args, flags, 8),
    F(act_args, reserved, 12), F(act_args, rows, 16), F(act_args, cols, 24),
    F(act_args, ld, 32), F(act_args, x, 40), F(act_args, y, 48), F(act_args, dy, 56),
    F(act_args, out, 64), F(act_args, err, 72), S(act_args, 80),
    F(activation, base, 0), F(activation, dtypes, 104), F(activation, flags, 108),
    F(activation, forward, 112), F(activation, backward, 120), S(activation, 128),
    F(loss_args, struct_size, 0), F(loss_args, dtype, 4), F(loss_args, flags, 8),
    F(loss_args, reserved, 12), F(loss_args, rows, 16), F(loss_args, cols, 24),
    F(loss_args, ld_pred, 32), F(loss_args, ld_target, 40), F(loss_args, pred, 48),
    F(loss_args, target, 56), F(loss_args, target_index, 64),
    F(loss_args, grad_scale, 72), F(loss_args, row_loss, 80), F(loss_args, dpred, 88),
    F(loss_args, err, 96), S(loss_args, 104),
    F(loss, base, 0), F(loss, dtypes, 104), F(loss, flags, 108),
    F(loss, fuses_activation, 112), F(loss, refuses_activations, 120),
    F(loss, check, 128), F(loss, weigh, 136), F(loss, eval, 144),
    F(loss, needs_activations, 152), F(loss, target_cols, 160), F(loss, domain, 168),
    S(loss, 176),
    F(shape, rank, 0), F(shape, dtype, 4), F(shape, dim, 8), S(shape, 72),
    F(tensor, data, 0), F(tensor, shape, 8), F(tensor, stride, 80), S(tensor, 144),
    F(tensor_decl, flags, 0), F(tensor_decl, row, 4), F(tensor_decl, name, 8),
    F(tensor_decl, init, 16), F(tensor_decl, init_gain, 24), F(tensor_decl, fan_in, 32),
    F(tensor_decl, fan_out, 40), F(tensor_decl, shape, 48), S(tensor_decl, 120),
    F(layer_plan, struct_size, 0), F(layer_plan, flags, 4), F(layer_plan, n_out, 8),
    F(layer_plan, n_params, 12), F(layer_plan, n_buffers, 16),
    F(layer_plan, n_saved, 20), F(layer_plan, cap_out, 24),
    F(layer_plan, cap_params, 28), F(layer_plan, cap_buffers, 32),
    F(layer_plan, cap_saved, 36), F(layer_plan, out, 40), F(layer_plan, params, 48),
    F(layer_plan, buffers, 56), F(layer_plan, saved, 64),
    F(layer_plan, worker_scratch, 72), F(layer_plan, shared_scratch, 80),
    F(layer_plan, multiply_adds, 88), F(layer_plan, tasks, 96),
    F(layer_plan, cost, 120), F(layer_plan, dtype, 144), F(layer_plan, carries, 148),
    F(layer_plan, vocab, 152), F(layer_plan, n_states, 160),
    F(layer_plan, cap_states, 164), F(layer_plan, states, 168), S(layer_plan, 176),
    F(finish, run, 0), S(finish, 8),
    F(layer_args, struct_size, 0), F(layer_args, dtype, 4), F(layer_args, flags, 8),
    F(layer_args, n_in, 12), F(layer_args, n_out, 16), F(layer_args, n_params, 20),
    F(layer_args, n_buffers, 24), F(layer_args, n_saved, 28), F(layer_args, in, 32),
    F(layer_args, out, 40), F(layer_args, din, 48), F(layer_args, dout, 56),
    F(layer_args, params, 64), F(layer_args, dparams, 72), F(layer_args, buffers, 80),
    F(layer_args, saved, 88), F(layer_args, shared, 96), F(layer_args, scratch, 104),
    F(layer_args, scratch_stride, 112), F(layer_args, seed, 120),
    F(layer_args, step, 128), F(layer_args, first_sample, 136),
    F(layer_args, finish_out, 144), F(layer_args, finish_din, 152),
    F(layer_args, plan, 160), F(layer_args, math, 168), F(layer_args, rng, 176),
    F(layer_args, n_states, 184), F(layer_args, reserved, 188),
    F(layer_args, states, 192), F(layer_args, next_states, 200), S(layer_args, 208),
    F(layer, base, 0), F(layer, dtypes, 104), F(layer, min_in, 108),
    F(layer, max_in, 112), F(layer, reserved, 116), F(layer, plan, 120),
    F(layer, run, 128), F(layer, integer_inputs, 136), F(layer, reserved_2, 140),
    S(layer, 144),
    F(opt_args, struct_size, 0), F(opt_args, dtype, 4), F(opt_args, flags, 8),
    F(opt_args, n_slots, 12), F(opt_args, n, 16), F(opt_args, w, 24),
    F(opt_args, g, 32), F(opt_args, slots, 40), F(opt_args, lr, 48),
    F(opt_args, weight_decay, 56), F(opt_args, grad_scale, 64), F(opt_args, step, 72),
    F(opt_args, err, 80), F(opt_args, shape, 88), F(opt_args, scratch, 96),
    F(opt_args, math, 104), S(opt_args, 112),
    F(opt_needs, struct_size, 0), F(opt_needs, n_slots, 4), F(opt_needs, scratch, 8),
    S(opt_needs, 16),
    F(optimizer, base, 0), F(optimizer, dtypes, 104), F(optimizer, n_slots, 108),
    F(optimizer, slot_names, 112), F(optimizer, flags, 120),
    F(optimizer, reserved, 124), F(optimizer, slots_used, 128),
    F(optimizer, update, 136), F(optimizer, needs, 144), S(optimizer, 152),
    F(plugin, struct_size, 0), F(plugin, abi_major, 4), F(plugin, abi_minor, 8),
    F(plugin, n_components, 12), F(plugin, name, 16), F(plugin, version, 24),
    F(plugin, vendor, 32), F(plugin, license, 40), F(plugin, compiler, 48),
    F(plugin, components, 56), F(plugin, init, 64), F(plugin, shutdown, 72),
    S(plugin, 80),
};
// clang-format on

}  // namespace

TEST_CASE("the waist's structs lie where they lay", "[house][abi]") {
  REQUIRE(sizeof(void*) == 8);
  for (const Place& place : kLayout) {
    INFO(place.name);
    CHECK(place.found == place.frozen);
  }
}

TEST_CASE("the end of a field tells whether a filler knew it", "[house][abi]") {
  backplane_error error{};
  error.struct_size = BACKPLANE_END_OF(backplane_error, param_index);
  CHECK(BACKPLANE_HAS(&error, backplane_error, code));
  CHECK(BACKPLANE_HAS(&error, backplane_error, param_index));
  CHECK_FALSE(BACKPLANE_HAS(&error, backplane_error, reserved));
}
