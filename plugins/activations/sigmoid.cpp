// sigmoid: y = 1 / (1 + e^-x)   dy/dx = y (1 - y)
#include "backplane/sdk/activation.hpp"

namespace {

struct Sigmoid {
  static constexpr const char* doc =
      "The logistic function, from 0 to 1. Its slope is at most 1/4 and vanishes far "
      "from "
      "0, which slows learning in deep networks.";

  template <class T>
  T f(T x) const {
    return backplane::sigmoid(x);
  }
  template <class T>
  T df_y(T y) const {
    return y * (T(1) - y);
  }
};

}  // namespace

BACKPLANE_ACTIVATION(Sigmoid, "sigmoid", "1 / (1 + e^-x)", "1.0.0");
