#pragma once
// An activation is a function y = f(x), element by element or row by row, and its
// derivative.

#include <cstdint>

#include "backplane/abi.h"
#include "backplane/export.hpp"

namespace backplane {

class BACKPLANE_API Activation {
 public:
  virtual ~Activation() = default;

  /// BACKPLANE_ACT_*: row-wise or not, in place or not, and what backward reads. The
  /// memory plan keeps only those buffers.
  [[nodiscard]] virtual std::uint32_t flags() const = 0;

  /// out = f(x) on a block [rows, cols]. Any thread, at once on disjoint blocks.
  virtual backplane_status forward(const backplane_act_args& block) const = 0;

  /// out = dx = dy f'(x), with f' in terms of what flags() promises. Overwrites.
  virtual backplane_status backward(const backplane_act_args& block) const = 0;
};

}  // namespace backplane
