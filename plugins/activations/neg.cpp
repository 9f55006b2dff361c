// neg: y = -x   dy/dx = -1
#include "backplane/sdk/activation.hpp"

namespace {

struct Neg {
  static constexpr const char* doc = "Turns the sign.";

  template <class T>
  T f(T x) const {
    return -x;
  }
  template <class T>
  T df() const {
    return T(-1);
  }
};

}  // namespace

BACKPLANE_ACTIVATION(Neg, "neg", "-x", "1.0.0");
