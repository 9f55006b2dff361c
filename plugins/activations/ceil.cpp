// ceil: y = the smallest whole number >= x   dy/dx = 0
#include "backplane/sdk/activation.hpp"

namespace {

struct Ceil {
  static constexpr const char* doc =
      "Rounds up. Its slope is 0 wherever it has one, so what stands before it "
      "does not learn.";

  template <class T>
  T f(T x) const {
    return backplane::ceil(x);
  }
  template <class T>
  T df() const {
    return T(0);
  }
};

}  // namespace

BACKPLANE_ACTIVATION(Ceil, "ceil", "the smallest whole number >= x", "1.0.0");
