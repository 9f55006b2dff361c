#pragma once
// An optimizer moves a block of parameters against its gradient, w <- w - step(g).

#include <string>
#include <vector>

#include "backplane/abi.h"
#include "backplane/export.hpp"
#include "backplane/shape.hpp"

namespace backplane {

using OptimizerNeeds = backplane_opt_needs;

class BACKPLANE_API Optimizer {
 public:
  virtual ~Optimizer() = default;

  [[nodiscard]] virtual std::uint32_t flags() const { return 0; }  ///< BACKPLANE_OPT_*
  /// Names of the arrays it remembers, one element a parameter each: "exp_avg", ...
  [[nodiscard]] virtual std::vector<std::string> slots() const = 0;

  /// One step on a flat block; element by element unless BACKPLANE_OPT_WHOLE_TENSOR.
  virtual backplane_status update(const backplane_opt_args& block) const = 0;

  /// What a parameter of this shape takes. `needs` says all slots and no scratch; it
  /// may be changed, or the parameter be refused with a message in `error`.
  virtual backplane_status needs(const Shape& shape, OptimizerNeeds& needs,
                                 backplane_error& error) const;
};

}  // namespace backplane
