#pragma once
// A part's `params` as the tables of abi.h, and its members set from the host's values.

#include <algorithm>
#include <array>
#include <cmath>
#include <span>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

#include "backplane/abi.h"
#include "backplane/sdk/failure.hpp"
#include "backplane/sdk/params.hpp"

namespace backplane::sdk {

/// `spec` must live for ever: lists and words are pointed to.
constexpr backplane_value default_of(const Spec& spec) {
  const Default& def = spec.def;
  switch (spec.type) {
    case BACKPLANE_T_FLOAT:
      return {spec.type, 0, {.f = def.f}};
    case BACKPLANE_T_STRING:
      return {spec.type, 0, {.s = def.s}};
    case BACKPLANE_T_INT_LIST:
      return {spec.type, def.n, {.iv = def.ints.data()}};
    case BACKPLANE_T_FLOAT_LIST:
      return {spec.type, def.n, {.fv = def.reals.data()}};
    default:
      return {spec.type, 0, {.i = def.i}};
  }
}

constexpr backplane_value bound_of(const Spec& spec, double bound) {
  constexpr double kLargest = 9.2e18;
  if (!(bound < kLargest && bound > -kLargest)) return {BACKPLANE_T_NONE, 0, {.i = 0}};
  if (spec.type == BACKPLANE_T_INT || spec.type == BACKPLANE_T_INT_LIST)
    return {BACKPLANE_T_INT, 0, {.i = static_cast<std::int64_t>(bound)}};
  return {BACKPLANE_T_FLOAT, 0, {.f = bound}};
}

constexpr backplane_param describe(const Spec& spec) {
  backplane_param param{};
  param.struct_size = BACKPLANE_END_OF(backplane_param, max);
  param.type = spec.type;
  param.flags = spec.flags | (spec.def.required ? BACKPLANE_PF_REQUIRED : 0u) |
                (spec.range.min_open ? BACKPLANE_PF_MIN_EXCL : 0u) |
                (spec.range.max_open ? BACKPLANE_PF_MAX_EXCL : 0u);
  param.n_enum = spec.n_choices;
  param.name = spec.name;
  param.doc = spec.doc;
  param.unit = spec.unit;
  param.aliases = spec.aliases;
  param.enum_names = spec.n_choices > 0 ? spec.choices.data() : nullptr;
  param.def = default_of(spec);
  param.min = bound_of(spec, spec.range.min);
  param.max = bound_of(spec, spec.range.max);
  return param;
}

template <class S>
concept HasParams = requires {
  S::params;
};

/// The tables of S, all of them constants.
template <class S>
struct ParamTable {
  static constexpr std::array<backplane_param, 0> kParams{};
  static constexpr ParamPointers pointers() { return {}; }
};

template <HasParams S>
struct ParamTable<S> {
  static constexpr auto kParams = std::apply(
      [](const auto&... field) { return std::array{describe(field.spec)...}; },
      S::params);
  static constexpr auto kPointers = []<std::size_t... I>(std::index_sequence<I...>) {
    return std::array<const backplane_param*, sizeof...(I)>{&kParams[I]...};
  }
  (std::make_index_sequence<kParams.size()>());
  static constexpr ParamPointers pointers() { return kPointers; }
};

template <class M>
void read_value(M& to, const backplane_value& value, const Spec&) {
  if constexpr (std::is_same_v<M, bool>)
    to = value.v.i != 0;
  else if constexpr (std::is_floating_point_v<M>)
    to = static_cast<M>(value.v.f);
  else
    to = static_cast<M>(value.v.i);
}

inline void read_value(std::string& to, const backplane_value& value, const Spec&) {
  to = value.v.s == nullptr ? "" : value.v.s;
}

template <class T>
std::span<const T> list_of(const backplane_value& value) {
  if constexpr (std::is_same_v<T, double>)
    return {value.v.fv, value.count};
  else
    return {value.v.iv, value.count};
}

template <class T>
void read_value(std::vector<T>& to, const backplane_value& value, const Spec&) {
  const auto list = list_of<T>(value);
  to.assign(list.begin(), list.end());
}

template <class T, std::size_t N>
void read_value(std::array<T, N>& to, const backplane_value& value, const Spec& spec) {
  const auto list = list_of<T>(value);
  if (list.size() != N)
    throw invalid(spec.name, "'" + std::string(spec.name) + "' takes exactly " +
                                 std::to_string(N) + " numbers, but gets " +
                                 std::to_string(list.size()));
  std::copy(list.begin(), list.end(), to.begin());
}

/// Sets the members of `part` from the host's values, which stand in table order.
template <class S>
void assign(S& part, const backplane_value* values, std::uint32_t n) {
  const auto params = ParamTable<S>::pointers();
  if (n != params.size())
    throw Failure(BACKPLANE_E_INTERNAL, "the host gives " + std::to_string(n) +
                                            " parameters, the part has " +
                                            std::to_string(params.size()));
  for (std::uint32_t i = 0; i < n; ++i)
    if (values[i].type != params[i]->type)
      throw Failure(BACKPLANE_E_INTERNAL, "the host gives a value of another type",
                    params[i]->name);
  if constexpr (HasParams<S>) {
    std::apply(
        [&](const auto&... field) {
          std::size_t i = 0;
          (read_value(part.*field.member, values[i++], field.spec), ...);
        },
        S::params);
  }
}

}  // namespace backplane::sdk
