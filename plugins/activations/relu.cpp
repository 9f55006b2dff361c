// relu: y = max(x, 0)   dy/dx = 1 where y > 0, else 0
#include "backplane/sdk/activation.hpp"

namespace {

struct Relu {
  static constexpr const char* doc =
      "Rectified linear unit. The derivative at 0 is taken as 0.";

  template <class T>
  T f(T x) const {
    return x < T(0) ? T(0) : x;  // a NaN passes
  }
  template <class T>
  T df_y(T y) const {
    return y <= T(0) ? T(0) : T(1);
  }
};

}  // namespace

BACKPLANE_ACTIVATION(Relu, "relu", "max(x, 0)", "1.0.0");
