#pragma once
// Write an optimizer's rule for one weight; this header makes the plugin:
//   struct Momentum {
//     double lr = 0, mu = 0.9;
//     static constexpr auto params = backplane::params(
//         backplane::field(&Momentum::lr, "lr", backplane::required,
//                          backplane::at_least(0), "learning rate").lr(),
//         backplane::field(&Momentum::mu, "mu", 0.9, "momentum"));
//     static constexpr std::array slots{"velocity"};
//     template <class T> void update(const backplane::sdk::Update<T>& u) const {
//       const T lr = T(u.lr), mu = T(this->mu);
//       u.each([=](T& w, T g, T& v) { v = mu * v + g; w -= lr * v; });
//     }
//   };
//   BACKPLANE_OPTIMIZER(Momentum, "acme.momentum", "w -= lr v", "1.0.0");
// Slots are zero before step 1. Optional: std::uint32_t slots_used() const, the first
// so many of them; static constexpr bool whole_tensor = true, where a rule needs norms
// or shapes; and void needs(const backplane_shape&, backplane_opt_needs&) const, where
// it needs scratch or other slots from shape to shape, or throws at one it refuses.

#include <array>
#include <cstdint>

#include "backplane/sdk/component.hpp"
#include "backplane/sdk/dispatch.hpp"
#include "backplane/sdk/math.hpp"
#include "backplane/sdk/optimizer_update.hpp"
#include "backplane/sdk/plugin.hpp"

namespace backplane {
namespace sdk {

template <class S, class T>
void update_block(const S* part, const backplane_opt_args* a) {
  part->update(update_of<T>(*a));
}

template <class S>
struct OptimizerCalls {
  static std::uint32_t slots_used(const void* self) noexcept {
    return instance_of<S>(self).part.slots_used();
  }
  static backplane_status needs(const void* self, const backplane_shape* shape,
                                backplane_opt_needs* needs,
                                backplane_error* error) noexcept {
    return guarded<S>(error, [&] { instance_of<S>(self).part.needs(*shape, *needs); });
  }
  static backplane_status update(const void* self,
                                 const backplane_opt_args* a) noexcept {
    return guarded<S>(a->err, [&] {
      const auto& it = instance_of<S>(self);
      with_dtype(a->dtype, [&]<class T>(T) {
        dispatch<&update_block<S, T>>(it.isa, &it.part, a);
      });
    });
  }
};

}  // namespace sdk

/// The table of an optimizer: for BACKPLANE_PLUGIN.
template <class S>
constexpr backplane_optimizer optimizer(const char* id, const char* summary,
                                        const char* version) {
  backplane_optimizer table{};
  table.base = sdk::header<S>(BACKPLANE_KIND_OPTIMIZER,
                              BACKPLANE_END_OF(backplane_optimizer, needs),
                              {id, summary, version});
  table.dtypes = sdk::kDtypes;
  if constexpr (requires { S::slots; }) {
    table.n_slots = static_cast<std::uint32_t>(S::slots.size());
    table.slot_names = S::slots.data();
  }
  if constexpr (requires { S::whole_tensor; })
    table.flags = S::whole_tensor ? BACKPLANE_OPT_WHOLE_TENSOR : 0u;
  if constexpr (requires(const S& s) { s.slots_used(); })
    table.slots_used = &sdk::OptimizerCalls<S>::slots_used;
  table.update = &sdk::OptimizerCalls<S>::update;
  if constexpr (requires(const S& s, const backplane_shape& shape,
                         backplane_opt_needs& needs) { s.needs(shape, needs); })
    table.needs = &sdk::OptimizerCalls<S>::needs;
  return table;
}

}  // namespace backplane

#define BACKPLANE_OPTIMIZER(Type, id, summary, version) \
  BACKPLANE_PLUGIN(id, version, ::backplane::optimizer<Type>(id, summary, version))
