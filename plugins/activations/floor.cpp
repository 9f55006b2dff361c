// floor: y = the largest whole number <= x   dy/dx = 0
#include "backplane/sdk/activation.hpp"

namespace {

struct Floor {
  static constexpr const char* doc =
      "Rounds down. Its slope is 0 wherever it has one, so what stands before it "
      "does not learn.";

  template <class T>
  T f(T x) const {
    return backplane::floor(x);
  }
  template <class T>
  T df() const {
    return T(0);
  }
};

}  // namespace

BACKPLANE_ACTIVATION(Floor, "floor", "the largest whole number <= x", "1.0.0");
