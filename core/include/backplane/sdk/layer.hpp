#pragma once
// Write a layer; this header makes the plugin. The short form treats each sample alone:
//   struct Double {
//     template <class T> void forward(const backplane::sdk::Rows<T>& rows) const;
//     template <class T> void backward(const backplane::sdk::RowGrads<T>& rows) const;
//   };
//   BACKPLANE_LAYER(Double, "acme.double", "2 x", "1.0.0");
// and, with parameters declared in `plan`, `gradients(const RowGrads<T>&)`, which adds
// to them. The long form plans its own tasks and does one of them a call:
//   void plan(backplane::sdk::Plan& plan) const;      // a pure function of the shapes
//   template <class T> void forward(const backplane::sdk::Run<T>& run) const;
//   ... backward_data, backward_params, and where sums over tasks are needed forward_2,
//   backward_data_2, backward_params_2
// Optional: static constexpr std::uint32_t min_inputs, max_inputs, integer_inputs (bit
// i: input i may hold token ids, int32; read them with run.x<std::int32_t>(i)).

#include <cstdint>

#include "backplane/sdk/component.hpp"
#include "backplane/sdk/dispatch.hpp"
#include "backplane/sdk/layer_rows.hpp"
#include "backplane/sdk/plugin.hpp"

namespace backplane {
namespace sdk {

/// One task of one phase, by the author's method of that name.
template <class S, class T, std::uint32_t Phase>
void layer_task(const S* part, const Run<T>* run) {
  const auto& r = *run;
  if constexpr (Phase == BACKPLANE_PHASE_FORWARD) {
    if constexpr (RowLayer<S>)
      return forward_rows(*part, r);
    else if constexpr (requires { part->forward(r); })
      return part->forward(r);
  } else if constexpr (Phase == BACKPLANE_PHASE_FORWARD_2) {
    if constexpr (requires { part->forward_2(r); }) return part->forward_2(r);
  } else if constexpr (Phase == BACKPLANE_PHASE_BACK_DATA) {
    if constexpr (RowLayer<S>)
      return backward_rows(*part, r);
    else if constexpr (requires { part->backward_data(r); })
      return part->backward_data(r);
  } else if constexpr (Phase == BACKPLANE_PHASE_BACK_DATA_2) {
    if constexpr (requires { part->backward_data_2(r); })
      return part->backward_data_2(r);
  } else if constexpr (Phase == BACKPLANE_PHASE_BACK_PARAMS) {
    if constexpr (requires(const RowGrads<T>& g) { part->gradients(g); })
      return gradients_of_rows(*part, r);
    else if constexpr (requires { part->backward_params(r); })
      return part->backward_params(r);
  } else {
    if constexpr (requires { part->backward_params_2(r); })
      return part->backward_params_2(r);
  }
  throw Failure(BACKPLANE_E_INTERNAL, "a phase of this layer is not written");
}

template <class S>
struct LayerCalls {
  static backplane_status plan(const void* self, const backplane_shape* in,
                               std::uint32_t n_in, std::uint32_t training,
                               backplane_layer_plan* plan,
                               backplane_error* error) noexcept {
    return guarded<S>(error, [&] {
      Plan view(in, n_in, training != 0, *plan);
      const S& part = instance_of<S>(self).part;
      if constexpr (RowLayer<S>)
        plan_rows(part, view);
      else
        part.plan(view);
    });
  }

  static backplane_status run(const void* self, const backplane_layer_args* args,
                              std::uint32_t phase, std::int64_t task,
                              std::uint32_t worker, backplane_error* error) noexcept {
    return guarded<S>(error, [&] {
      with_dtype(args->dtype, [&]<class T>(T) {
        const Run<T> one(*args, task, worker, error);
        run_phase(instance_of<S>(self), phase, one);
      });
    });
  }

 private:
  template <class T, std::uint32_t... Phase>
  static bool pick(const Instance<S>& it, std::uint32_t phase, const Run<T>& run,
                   std::integer_sequence<std::uint32_t, Phase...>) {
    return ((phase == Phase &&
             (dispatch<&layer_task<S, T, Phase>>(it.isa, &it.part, &run), true)) ||
            ...);
  }

  template <class T>
  static void run_phase(const Instance<S>& it, std::uint32_t phase, const Run<T>& run) {
    using Phases = std::make_integer_sequence<std::uint32_t, BACKPLANE_PHASES>;
    if (!pick(it, phase, run, Phases{}))
      throw Failure(BACKPLANE_E_INTERNAL, "the host asks for an unknown phase");
  }
};

}  // namespace sdk

/// The table of a layer: for BACKPLANE_PLUGIN.
template <class S>
constexpr backplane_layer layer(const char* id, const char* summary,
                                const char* version) {
  backplane_layer table{};
  table.base = sdk::header<S>(BACKPLANE_KIND_LAYER,
                              BACKPLANE_END_OF(backplane_layer, reserved_2),
                              {id, summary, version});
  table.dtypes = sdk::kDtypes;
  table.min_in = 1;
  if constexpr (requires { S::min_inputs; }) table.min_in = S::min_inputs;
  if constexpr (requires { S::max_inputs; }) table.max_in = S::max_inputs;
  if constexpr (requires { S::integer_inputs; })
    table.integer_inputs = S::integer_inputs;
  table.plan = &sdk::LayerCalls<S>::plan;
  table.run = &sdk::LayerCalls<S>::run;
  return table;
}

}  // namespace backplane

#define BACKPLANE_LAYER(Type, id, summary, version) \
  BACKPLANE_PLUGIN(id, version, ::backplane::layer<Type>(id, summary, version))
