#pragma once
// Write y = f(x) once, as a template; this header makes the plugin:
//   struct Swish {
//     double beta = 1;
//     static constexpr auto params = backplane::params(
//         backplane::field(&Swish::beta, "beta", 1.0, "slope of the gate"));
//     template <class T> T f(T x) const { return x * backplane::sigmoid(T(beta) * x); }
//   };
//   BACKPLANE_ACTIVATION(Swish, "acme.swish", "x s(beta x)", "1.0.0");
// The derivative comes from dual numbers, unless one of these is written:
//   df_y(y)    from the output alone, which lets the host drop x
//   df(x)      from the input alone
//   df(x, y)   from both
//   df<T>()    a constant
// Where a parameter chooses between formulas, `template <class Go> void select(Go&& go)
// const` calls go(one) with a struct that has f, so that each gets a loop of its own.
// A row-wise activation writes, for rows of n elements, each also in place,
//   forward_row(const T* x, T* y, std::int64_t n)
//   backward_row(const T* y, const T* dy, T* dx, std::int64_t n)   or with x before y
// One that is computed many elements at a time, and not by a formula in C++, writes
//   forward_span(const T* x, T* y, std::int64_t n)
//   backward_span(const T* x, const T* dy, T* dx, std::int64_t n)
// for any n elements, and `prepare(std::uint32_t isa)` if it chooses its own code
// paths.

#include <cstdint>

#include "backplane/sdk/activation_kernels.hpp"
#include "backplane/sdk/component.hpp"
#include "backplane/sdk/dual.hpp"
#include "backplane/sdk/lanes.hpp"
#include "backplane/sdk/math.hpp"
#include "backplane/sdk/plugin.hpp"

namespace backplane {
namespace sdk {

template <class S>
struct ActivationCalls {
  static backplane_status forward(const void* self,
                                  const backplane_act_args* a) noexcept {
    return guarded<S>(a->err, [&] {
      const auto& it = instance_of<S>(self);
      with_dtype(a->dtype, [&]<class T>(T) {
        dispatch<&forward_block<S, T>>(it.isa, &it.part, a);
      });
    });
  }
  static backplane_status backward(const void* self,
                                   const backplane_act_args* a) noexcept {
    return guarded<S>(a->err, [&] {
      const auto& it = instance_of<S>(self);
      with_dtype(a->dtype, [&]<class T>(T) {
        dispatch<&backward_block<S, T>>(it.isa, &it.part, a);
      });
    });
  }
};

}  // namespace sdk

/// The table of an activation: for BACKPLANE_PLUGIN.
template <class S>
constexpr backplane_activation activation(const char* id, const char* summary,
                                          const char* version) {
  backplane_activation table{};
  table.base = sdk::header<S>(BACKPLANE_KIND_ACTIVATION,
                              BACKPLANE_END_OF(backplane_activation, backward),
                              {id, summary, version});
  table.dtypes = sdk::kDtypes;
  table.flags = sdk::activation_flags<S>();
  table.forward = &sdk::ActivationCalls<S>::forward;
  table.backward = &sdk::ActivationCalls<S>::backward;
  return table;
}

}  // namespace backplane

#define BACKPLANE_ACTIVATION(Type, id, summary, version) \
  BACKPLANE_PLUGIN(id, version, ::backplane::activation<Type>(id, summary, version))
