// atan: y = atan x   dy/dx = 1 / (1 + x^2)
#include "backplane/sdk/activation.hpp"

namespace {

struct Atan {
  static constexpr const char* doc =
      "The angle whose tangent is x: between -pi/2 and pi/2, steepest at 0.";

  template <class T>
  T f(T x) const {
    return backplane::atan(x);
  }
  template <class T>
  T df(T x) const {
    return T(1) / (T(1) + x * x);
  }
};

}  // namespace

BACKPLANE_ACTIVATION(Atan, "atan", "atan x", "1.0.0");
