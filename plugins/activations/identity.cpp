// identity: y = x   dy/dx = 1
#include "backplane/sdk/activation.hpp"

namespace {

struct Identity {
  static constexpr const char* doc = "Passes its input on: a layer without activation.";

  template <class T>
  T f(T x) const {
    return x;
  }
  template <class T>
  T df() const {
    return T(1);
  }
};

}  // namespace

BACKPLANE_ACTIVATION(Identity, "identity", "x", "1.0.0");
