#pragma once
// The distributions that all random initializers draw from.

#include <cstdint>
#include <span>

#include "backplane/params.hpp"

namespace backplane::plan::initializers {

/// Elements offset, offset + 1, ... of a tensor: uniform in [low, high].
void draw_uniform(std::uint64_t seed, std::uint64_t offset, double low, double high,
                  std::span<double> out);
/// Elements offset, offset + 1, ... of a tensor: normal.
void draw_normal(std::uint64_t seed, std::uint64_t offset, double mean,
                 double deviation, std::span<double> out);

/// Elements offset, offset + 1, ... of a tensor: normal, of which only what lies in
/// [low, high] is taken. Pre: deviation > 0, low <= high.
void draw_truncated_normal(std::uint64_t seed, std::uint64_t offset, double mean,
                           double deviation, double low, double high,
                           std::span<double> out);

/// What scales an initializer: `lecun_uniform: 0.5` or `lecun_uniform: {gain: 0.5}`.
[[nodiscard]] ParamSpec gain_param();

}  // namespace backplane::plan::initializers
