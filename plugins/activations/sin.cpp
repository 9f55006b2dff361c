// sin: y = sin x   dy/dx = cos x
#include "backplane/sdk/activation.hpp"

namespace {

struct Sin {
  static constexpr const char* doc = "The sine, for |x| up to a million; NaN beyond.";

  template <class T>
  T f(T x) const {
    return backplane::sin(x);
  }
  template <class T>
  T df(T x) const {
    return backplane::cos(x);
  }
};

}  // namespace

BACKPLANE_ACTIVATION(Sin, "sin", "sin x", "1.0.0");
