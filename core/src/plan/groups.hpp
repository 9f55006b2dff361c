#pragma once
// How parameters differ from one another: what is frozen, what weight decay spares,
// what belongs to a group.

#include <string_view>

#include "plan/network_plan.hpp"

namespace backplane::plan {

/// What an item says of a parameter of its own: frozen, or with a rate of its own.
void apply_item(const config::ItemJob& item, TensorPlan& param);

/// Whether `word` means this parameter: the type of its item (`dense`), its item
/// (`fc1`) or one around that, its own name (`bias`), its whole name (`fc1.bias`), or a
/// regular expression that its whole name matches (`fc\d.bias`).
[[nodiscard]] bool picks(const std::string& word, const NetworkPlan& plan,
                         const TensorPlan& param);

/// What the optimizer's section says of every parameter. Clears the trainable flag of
/// what is frozen, so call it before any layout is made. Errors: E0340 a pattern that
/// matches nothing, E0341 a group that never applies, E0342 nothing is left to train.
void apply_patterns(const config::Job& job, NetworkPlan& plan,
                    Diagnostics& diagnostics);

}  // namespace backplane::plan
