// erf: y = erf x = 2 / sqrt pi * the integral of e^(-t^2) from 0 to x   dy/dx = 2 /
// sqrt pi e^(-x^2)
#include "backplane/sdk/activation.hpp"

namespace {

struct Erf {
  static constexpr const char* doc =
      "The error function, from -1 to 1: much as tanh, but flat sooner.";

  template <class T>
  T f(T x) const {
    return backplane::erf(x);
  }
  template <class T>
  T df(T x) const {
    constexpr double kSlope = 1.1283791670955126;  // 2 / sqrt(pi)
    return T(kSlope) * backplane::exp(-(x * x));
  }
};

}  // namespace

BACKPLANE_ACTIVATION(Erf, "erf", "erf x", "1.0.0");
