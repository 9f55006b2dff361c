// abs: y = |x|   dy/dx = sign(x), 0 at 0
#include "backplane/sdk/activation.hpp"

namespace {

struct Abs {
  static constexpr const char* doc =
      "The absolute value. The derivative at 0 is taken as 0, as in PyTorch.";

  template <class T>
  T f(T x) const {
    return backplane::abs(x);
  }
  template <class T>
  T df(T x) const {
    return backplane::sign(x);
  }
};

}  // namespace

BACKPLANE_ACTIVATION(Abs, "abs", "|x|", "1.0.0");
