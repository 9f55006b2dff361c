// atanh: y = log((1 + x) / (1 - x)) / 2   dy/dx = 1 / (1 - x^2)
#include "backplane/sdk/activation.hpp"

namespace {

struct Atanh {
  static constexpr const char* doc =
      "The number whose hyperbolic tangent is x: infinite at -1 and 1, NaN "
      "beyond.";

  template <class T>
  T f(T x) const {
    return backplane::atanh(x);
  }
  template <class T>
  T df(T x) const {
    return T(1) / ((T(1) - x) * (T(1) + x));
  }
};

}  // namespace

BACKPLANE_ACTIVATION(Atanh, "atanh", "log((1 + x) / (1 - x)) / 2", "1.0.0");
