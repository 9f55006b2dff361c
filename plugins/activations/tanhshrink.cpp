// tanhshrink: y = x - tanh x   dy/dx = tanh^2 x
#include "backplane/sdk/activation.hpp"

namespace {

struct Tanhshrink {
  static constexpr const char* doc = "Flat at 0 and straight far from it.";

  template <class T>
  T f(T x) const {
    return x - backplane::tanh(x);
  }
  template <class T>
  T df(T x) const {
    const T t = backplane::tanh(x);
    return t * t;
  }
};

}  // namespace

BACKPLANE_ACTIVATION(Tanhshrink, "tanhshrink", "x - tanh x", "1.0.0");
