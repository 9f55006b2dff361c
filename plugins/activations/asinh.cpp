// asinh: y = log(x + sqrt(x^2 + 1))   dy/dx = 1 / sqrt(x^2 + 1)
#include "backplane/sdk/activation.hpp"

namespace {

struct Asinh {
  static constexpr const char* doc =
      "Straight near 0, a logarithm far from it, for both signs.";

  template <class T>
  T f(T x) const {
    return backplane::asinh(x);
  }
  template <class T>
  T df(T x) const {
    return T(1) / backplane::sqrt(x * x + T(1));
  }
};

}  // namespace

BACKPLANE_ACTIVATION(Asinh, "asinh", "log(x + sqrt(x^2 + 1))", "1.0.0");
