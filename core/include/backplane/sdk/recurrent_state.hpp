#pragma once
// What a recurrent layer carries from one batch to the next: h of each layer, and where
// the cell keeps one, c.

#include <array>
#include <cstdint>
#include <string>

#include "backplane/sdk/recurrent.hpp"
#include "backplane/sdk/recurrent_block.hpp"

namespace backplane::sdk {

/// States a layer: h, and c where the cell keeps rows.
[[nodiscard]] inline std::int64_t states_each(const RecurrentShape& s) {
  return s.kept > 0 ? 2 : 1;
}

/// "h_l0", "c_l1", for ever.
[[nodiscard]] inline const char* state_name(std::int64_t layer, std::int64_t which) {
  constexpr std::size_t kMost = 64;
  static const auto* const names = [] {
    auto* made = new std::array<std::string, kMost * 2>;
    for (std::size_t i = 0; i < made->size(); ++i) {
      (*made)[i] = i % 2 == 0 ? "h_l" : "c_l";
      (*made)[i] += std::to_string(i / 2);
    }
    return made;
  }();
  return (*names)[static_cast<std::size_t>(layer * 2 + which)].c_str();
}

/// Where the host carries states, in one direction: the other begins at the end.
inline void declare_states(Plan& plan, const RecurrentShape& s, const char* name) {
  if (!plan.carries()) return;
  if (s.dirs > 1)
    refuse(
        "bidirectional", "'", name,
        "' cannot go on from batch to batch in two directions: the second one begins "
        "at the end. Without 'stateful' in the data, or with one direction");
  for (std::int64_t l = 0; l < s.layers; ++l)
    for (std::int64_t k = 0; k < states_each(s); ++k)
      plan.state(
          {.name = state_name(l, k), .shape = shape(plan.in().dtype, {s.B, s.H})});
}

/// The rows of a block's samples in the states of layer l.
template <class T>
void bind_states(const Run<T>& run, const RecurrentShape& s,
                 const RecurrentBlock<T>& block, std::int64_t l, Sweep<T>& sweep) {
  if (run.args().n_states == 0) return;
  const auto first = static_cast<std::uint32_t>(l * states_each(s));
  const auto rows = [&](const auto& all) {
    return all.row_block(block.first(), block.samples());
  };
  sweep.h_first = rows(run.state(first));
  sweep.h_last = rows(run.next_state(first));
  if (s.kept == 0) return;
  sweep.kept_first = rows(run.state(first + 1));
  sweep.kept_last = rows(run.next_state(first + 1));
}

}  // namespace backplane::sdk
