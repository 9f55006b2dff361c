// exp: y = e^x   dy/dx = y
#include "backplane/sdk/activation.hpp"

namespace {

struct Exp {
  static constexpr const char* doc =
      "The exponential function. It overflows above 88 in float32, above 709 in "
      "float64.";

  template <class T>
  T f(T x) const {
    return backplane::exp(x);
  }
  template <class T>
  T df_y(T y) const {
    return y;
  }
};

}  // namespace

BACKPLANE_ACTIVATION(Exp, "exp", "e^x", "1.0.0");
