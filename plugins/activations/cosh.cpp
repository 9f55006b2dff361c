// cosh: y = (e^x + e^-x) / 2   dy/dx = sinh x
#include "backplane/sdk/activation.hpp"

namespace {

struct Cosh {
  static constexpr const char* doc =
      "The hyperbolic cosine. It overflows above 89 in float32, above 710 in "
      "float64.";

  template <class T>
  T f(T x) const {
    return backplane::cosh(x);
  }
  template <class T>
  T df(T x) const {
    return backplane::sinh(x);
  }
};

}  // namespace

BACKPLANE_ACTIVATION(Cosh, "cosh", "(e^x + e^-x) / 2", "1.0.0");
