// sign: y = -1 where x < 0, 0 at 0, 1 where x > 0   dy/dx = 0
#include "backplane/sdk/activation.hpp"

namespace {

struct Sign {
  static constexpr const char* doc =
      "The sign alone. Its slope is 0 wherever it has one, so what stands before "
      "it does not learn.";

  template <class T>
  T f(T x) const {
    return backplane::sign(x);
  }
  template <class T>
  T df() const {
    return T(0);
  }
};

}  // namespace

BACKPLANE_ACTIVATION(Sign, "sign", "-1, 0 or 1", "1.0.0");
