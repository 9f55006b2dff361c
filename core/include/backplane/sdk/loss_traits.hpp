#pragma once
// What an author wrote of a loss, found out from the struct.

#include <cstdint>
#include <type_traits>

#include "backplane/sdk/loss_row.hpp"
#include "backplane/sdk/param_table.hpp"

namespace backplane::sdk {

template <class S>
concept ElementLoss = requires(const S& s, double v) {
  s.f(v, v);
};
template <class S>
concept WeighsRows = requires(const S& s, const LossRow<double>& row) {
  s.weight(row);
};
template <class S>
concept CountsTargets = requires(const S& s) {
  s.target_cols(std::int64_t{});
};
template <class S>
concept BoundsOutputs = requires(const S& s) {
  s.output_range(std::int64_t{}, std::int64_t{});
};
template <class S>
concept BoundsTargets = requires(const S& s) {
  s.target_range();
};

template <class S>
constexpr std::uint32_t loss_targets() {
  if constexpr (requires { S::targets; })
    return S::targets;
  else
    return BACKPLANE_LOSS_TARGET_DENSE;
}

template <class S>
constexpr std::uint32_t loss_flags() {
  std::uint32_t flags = loss_targets<S>();
  if constexpr (requires { S::on_logits; })
    flags |= S::on_logits ? BACKPLANE_LOSS_ON_LOGITS : 0u;
  if constexpr (requires { S::in_place; })
    return flags | (S::in_place ? BACKPLANE_LOSS_INPLACE : 0u);
  else
    return flags | (ElementLoss<S> ? BACKPLANE_LOSS_INPLACE : 0u);
}

/// Whether S marks a parameter as the class to ignore.
template <class S>
constexpr bool ignores_a_class() {
  if constexpr (HasParams<S>)
    return std::apply(
        [](const auto&... field) {
          return (((field.spec.flags & BACKPLANE_PF_ROLE_IGNORE) != 0) || ...);
        },
        S::params);
  else
    return false;
}

template <class S, class M>
bool is_ignored_by(const S& part, const Field<S, M>& field, std::int64_t label) {
  if constexpr (std::is_same_v<M, std::int64_t>)
    return (field.spec.flags & BACKPLANE_PF_ROLE_IGNORE) != 0 &&
           part.*field.member == label;
  else
    return false;
}

/// Whether rows of this class count for nothing.
template <class S>
bool is_ignored(const S& part, std::int64_t label) {
  if constexpr (ignores_a_class<S>())
    return std::apply(
        [&](const auto&... field) {
          return (is_ignored_by(part, field, label) || ...);
        },
        S::params);
  else
    return false;
}

}  // namespace backplane::sdk
