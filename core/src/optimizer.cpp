// What an optimizer need not say.
#include "backplane/optimizer.hpp"

namespace backplane {

backplane_status Optimizer::needs(const Shape&, OptimizerNeeds&,
                                  backplane_error&) const {
  return BACKPLANE_OK;
}

}  // namespace backplane
