// sinh: y = (e^x - e^-x) / 2   dy/dx = cosh x
#include "backplane/sdk/activation.hpp"

namespace {

struct Sinh {
  static constexpr const char* doc =
      "The hyperbolic sine. It overflows above 89 in float32, above 710 in "
      "float64.";

  template <class T>
  T f(T x) const {
    return backplane::sinh(x);
  }
  template <class T>
  T df(T x) const {
    return backplane::cosh(x);
  }
};

}  // namespace

BACKPLANE_ACTIVATION(Sinh, "sinh", "(e^x - e^-x) / 2", "1.0.0");
