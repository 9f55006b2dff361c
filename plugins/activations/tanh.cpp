// tanh: y = (e^x - e^-x) / (e^x + e^-x)   dy/dx = 1 - y^2
#include "backplane/sdk/activation.hpp"

namespace {

struct Tanh {
  static constexpr const char* doc =
      "The hyperbolic tangent, from -1 to 1 and steepest at 0, where its slope is 1.";

  template <class T>
  T f(T x) const {
    return backplane::tanh(x);
  }
  template <class T>
  T df_y(T y) const {
    return T(1) - y * y;
  }
};

}  // namespace

BACKPLANE_ACTIVATION(Tanh, "tanh", "(e^x - e^-x) / (e^x + e^-x)", "1.0.0");
