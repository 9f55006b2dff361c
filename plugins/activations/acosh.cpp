// acosh: y = log(x + sqrt(x^2 - 1))   dy/dx = 1 / sqrt(x^2 - 1)
#include "backplane/sdk/activation.hpp"

namespace {

struct Acosh {
  static constexpr const char* doc =
      "The number whose hyperbolic cosine is x: NaN where x < 1.";

  template <class T>
  T f(T x) const {
    return backplane::acosh(x);
  }
  template <class T>
  T df(T x) const {
    return T(1) / (backplane::sqrt(x - T(1)) * backplane::sqrt(x + T(1)));
  }
};

}  // namespace

BACKPLANE_ACTIVATION(Acosh, "acosh", "log(x + sqrt(x^2 - 1))", "1.0.0");
