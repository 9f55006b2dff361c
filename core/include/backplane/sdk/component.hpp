#pragma once
// What every part has in common: an instance, how it is made, and the table's header.

#include <memory>
#include <type_traits>

#include "backplane/abi.h"
#include "backplane/sdk/failure.hpp"
#include "backplane/sdk/param_table.hpp"

namespace backplane::sdk {

/// What `self` points to.
template <class S>
struct Instance {
  S part;
  std::uint32_t isa = BACKPLANE_ISA_BASELINE;
};

template <class S>
const Instance<S>& instance_of(const void* self) {
  return *static_cast<const Instance<S>*>(self);
}

/// f(), with no exception of S's code leaving it.
template <class S, class F>
backplane_status guarded(backplane_error* error, F&& f) noexcept {
  return guarded(error, ParamTable<S>::pointers(), f);
}

template <class S>
S make_part(const backplane_value* values, std::uint32_t n) {
  S part{};
  assign(part, values, n);
  if constexpr (requires { part.validate(); }) part.validate();
  return part;
}

template <class S>
backplane_status validate(const backplane_value* values, std::uint32_t n,
                          backplane_error* error) noexcept {
  return guarded<S>(error, [&] { (void)make_part<S>(values, n); });
}

template <class S>
backplane_status create(const backplane_host* host, const backplane_value* values,
                        std::uint32_t n, void** self, backplane_error* error) noexcept {
  return guarded<S>(error, [&] {
    auto made = std::make_unique<Instance<S>>(Instance<S>{make_part<S>(values, n)});
    if (host != nullptr && BACKPLANE_HAS(host, backplane_host, isa))
      made->isa = host->isa;
    if constexpr (requires { made->part.prepare(made->isa); })
      made->part.prepare(made->isa);
    *self = made.release();
  });
}

template <class S>
void destroy(void* self) noexcept {
  delete static_cast<Instance<S>*>(self);
}

/// What the author says of a part besides its code.
struct About {
  const char *id, *summary, *version;
};

/// The header of a table; `size` covers the whole kind-specific table.
template <class S>
constexpr backplane_component header(std::uint32_t kind, std::uint32_t size,
                                     const About& about) {
  static_assert(std::is_default_constructible_v<S>, "a part is a plain struct");
  backplane_component component{};
  component.struct_size = size;
  component.kind = kind;
  component.n_params = static_cast<std::uint32_t>(ParamTable<S>::pointers().size());
  component.id = about.id;
  component.summary = about.summary;
  if constexpr (requires { S::doc; }) component.doc = S::doc;
  component.version = about.version;
  component.params = ParamTable<S>::pointers().data();
  component.validate = &validate<S>;
  component.create = &create<S>;
  component.destroy = &destroy<S>;
  return component;
}

inline constexpr std::uint32_t kDtypes = BACKPLANE_DT_F32 | BACKPLANE_DT_F64;

/// f(T{}) with the T of `dtype`.
template <class F>
void with_dtype(std::uint32_t dtype, F&& f) {
  if (dtype == BACKPLANE_DT_F32)
    f(float{});
  else if (dtype == BACKPLANE_DT_F64)
    f(double{});
  else
    throw Failure(BACKPLANE_E_UNSUPPORTED, "serves float32 and float64 only");
}

}  // namespace backplane::sdk
