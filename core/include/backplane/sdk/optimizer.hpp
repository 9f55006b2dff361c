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
// so many of them; static constexpr bool whole_tensor = true, where a rule needs norms.

#include <array>
#include <concepts>
#include <cstdint>

#include "backplane/sdk/component.hpp"
#include "backplane/sdk/dispatch.hpp"
#include "backplane/sdk/math.hpp"
#include "backplane/sdk/plugin.hpp"

namespace backplane {
namespace sdk {

/// A run of weights w, their gradients and slots, and the step's numbers.
template <class T>
struct Update {
  std::int64_t n;
  T* w;                ///< [n], in and out
  const T* g;          ///< [n], to be multiplied by grad_scale; `each` does that
  void* const* slots;  ///< arrays [n]
  double lr, weight_decay, grad_scale;
  std::uint64_t step;  ///< from 1

  [[nodiscard]] T* slot(std::size_t i) const { return static_cast<T*>(slots[i]); }

  /// rule(w, g, slot 0, slot 1, ...) for every weight, as many slots as `rule` takes.
  template <class F>
  void each(F rule) const {
    if constexpr (std::invocable<F&, T&, T>)
      run(rule);
    else if constexpr (std::invocable<F&, T&, T, T&>)
      run(rule, slot(0));
    else if constexpr (std::invocable<F&, T&, T, T&, T&>)
      run(rule, slot(0), slot(1));
    else
      run(rule, slot(0), slot(1), slot(2));
  }

 private:
  template <class F, class... Slot>
  void run(F& rule, Slot*... s) const {
    const T scale = static_cast<T>(grad_scale);
    T* const weights = w;
    const T* const gradients = g;
    const std::int64_t count = n;
    BACKPLANE_SDK_INDEPENDENT
    for (std::int64_t i = 0; i < count; ++i)
      rule(weights[i], scale * gradients[i], s[i]...);
  }
};

template <class S, class T>
void update_block(const S* part, const backplane_opt_args* a) {
  part->update(Update<T>{a->n, static_cast<T*>(a->w), static_cast<const T*>(a->g),
                         a->slots, a->lr, a->weight_decay, a->grad_scale, a->step});
}

template <class S>
struct OptimizerCalls {
  static std::uint32_t slots_used(const void* self) noexcept {
    return instance_of<S>(self).part.slots_used();
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
                              BACKPLANE_END_OF(backplane_optimizer, update),
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
  return table;
}

}  // namespace backplane

#define BACKPLANE_OPTIMIZER(Type, id, summary, version) \
  BACKPLANE_PLUGIN(id, version, ::backplane::optimizer<Type>(id, summary, version))
