// softsign: y = x / (1 + |x|)   dy/dx = 1 / (1 + |x|)^2
#include "backplane/sdk/activation.hpp"

namespace {

struct Softsign {
  static constexpr const char* doc =
      "From -1 to 1 as tanh, but its ends are reached slowly.";

  template <class T>
  T f(T x) const {
    return x / (T(1) + backplane::abs(x));
  }
  template <class T>
  T df(T x) const {
    const T r = T(1) / (T(1) + backplane::abs(x));
    return r * r;
  }
};

}  // namespace

BACKPLANE_ACTIVATION(Softsign, "softsign", "x / (1 + |x|)", "1.0.0");
