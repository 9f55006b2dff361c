#pragma once
// What a recurrent layer declares: PyTorch's parameters, and what its sweeps keep.

#include <cstdint>
#include <string>

#include "backplane/sdk/recurrent_shape.hpp"

namespace backplane::sdk {

/// The parameters of one layer in one direction, in this order.
enum RecurrentParam : std::int64_t { kWih, kWhh, kBih, kBhh };

/// PyTorch's name of a parameter, for ever: "weight_hh_l1_reverse".
[[nodiscard]] inline const char* recurrent_name(std::int64_t layer, std::int64_t dir,
                                                std::int64_t which) {
  constexpr std::int64_t kMost = 64;
  static const auto* const names = [] {
    auto* made = new std::string[kMost * 8];
    const char* const words[] = {"weight_ih", "weight_hh", "bias_ih", "bias_hh"};
    for (std::int64_t i = 0; i < kMost * 8; ++i) {
      made[i] = words[i % 4];
      made[i] += "_l";
      made[i] += std::to_string(i / 8);
      if (i / 4 % 2 == 1) made[i] += "_reverse";
    }
    return made;
  }();
  return names[layer * 8 + dir * 4 + which].c_str();
}

inline void declare_weights(Plan& plan, const RecurrentShape& s, bool bias) {
  const std::uint32_t dtype = plan.in().dtype;
  for (std::int64_t l = 0; l < s.layers; ++l)
    for (std::int64_t d = 0; d < s.dirs; ++d)
      for (std::int64_t w = 0; w < (bias ? 4 : 2); ++w) {
        Declared t{.name = recurrent_name(l, d, w), .shape = shape(dtype, {s.gates()})};
        if (w == kWih) t.shape = shape(dtype, {s.gates(), s.inputs(l)});
        if (w == kWhh) t.shape = shape(dtype, {s.gates(), s.H});
        t.init = "lecun_uniform";
        t.init_gain = 0.57735026918962576;  // 1 / sqrt(3): within 1 / sqrt(H)
        t.fan_in = t.fan_out = s.H;
        if (w >= kBih) t.flags |= BACKPLANE_TF_NO_DECAY;
        plan.parameter(t);
      }
}

inline void save_sweeps(Plan& plan, const RecurrentShape& s) {
  const std::uint32_t dtype = plan.in().dtype;
  for (std::int64_t l = 0; l < s.layers; ++l)
    plan.saved({.name = "input", .shape = shape(dtype, {s.B * s.T, s.inputs(l)})});
  for (std::int64_t sweep = 0; sweep < s.layers * s.dirs; ++sweep)
    for (std::int64_t k = 0; k < kKeptKinds; ++k) {
      const std::int64_t cols = columns(s, static_cast<Kept>(k));
      plan.saved({.name = "kept", .shape = shape(dtype, {s.B * s.T, cols})});
    }
}

}  // namespace backplane::sdk
