// sqrt: y = sqrt x   dy/dx = 1 / (2 y)
#include "backplane/sdk/activation.hpp"

namespace {

struct Sqrt {
  static constexpr const char* doc =
      "The square root: infinitely steep at 0, and NaN below it.";

  template <class T>
  T f(T x) const {
    return backplane::sqrt(x);
  }
  template <class T>
  T df_y(T y) const {
    return T(0.5) / y;
  }
};

}  // namespace

BACKPLANE_ACTIVATION(Sqrt, "sqrt", "sqrt x", "1.0.0");
