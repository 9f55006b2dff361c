// tan: y = tan x   dy/dx = 1 + y^2
#include "backplane/sdk/activation.hpp"

namespace {

struct Tan {
  static constexpr const char* doc =
      "The tangent, for |x| up to a million; NaN beyond.";

  template <class T>
  T f(T x) const {
    return backplane::tan(x);
  }
  template <class T>
  T df_y(T y) const {
    return T(1) + y * y;
  }
};

}  // namespace

BACKPLANE_ACTIVATION(Tan, "tan", "tan x", "1.0.0");
