// silu: y = x s(x) with s(x) = 1 / (1 + e^-x)   dy/dx = s (1 + x (1 - s)), by dual
// numbers
#include "backplane/sdk/activation.hpp"

namespace {

struct Silu {
  static constexpr const char* doc =
      "Sigmoid linear unit, also called swish: a smooth relu that dips below 0.";

  template <class T>
  T f(T x) const {
    return x * backplane::sigmoid(x);
  }
};

}  // namespace

BACKPLANE_ACTIVATION(Silu, "silu", "x / (1 + e^-x)", "1.0.0");
