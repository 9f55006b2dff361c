// cos: y = cos x   dy/dx = -sin x
#include "backplane/sdk/activation.hpp"

namespace {

struct Cos {
  static constexpr const char* doc = "The cosine, for |x| up to a million; NaN beyond.";

  template <class T>
  T f(T x) const {
    return backplane::cos(x);
  }
  template <class T>
  T df(T x) const {
    return -backplane::sin(x);
  }
};

}  // namespace

BACKPLANE_ACTIVATION(Cos, "cos", "cos x", "1.0.0");
