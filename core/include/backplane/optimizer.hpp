#pragma once
// An optimizer moves a block of parameters against its gradient, w <- w - step(g).

#include <string>
#include <vector>

#include "backplane/abi.h"
#include "backplane/export.hpp"

namespace backplane {

class BACKPLANE_API Optimizer {
 public:
  virtual ~Optimizer() = default;

  [[nodiscard]] virtual std::uint32_t flags() const { return 0; }  ///< BACKPLANE_OPT_*
  /// Names of the arrays it remembers, one element a parameter each: "exp_avg", ...
  [[nodiscard]] virtual std::vector<std::string> slots() const = 0;

  /// One step on a flat block; element by element unless BACKPLANE_OPT_WHOLE_TENSOR.
  virtual backplane_status update(const backplane_opt_args& block) const = 0;
};

}  // namespace backplane
