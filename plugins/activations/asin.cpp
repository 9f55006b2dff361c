// asin: y = asin x   dy/dx = 1 / sqrt(1 - x^2)
#include "backplane/sdk/activation.hpp"

namespace {

struct Asin {
  static constexpr const char* doc =
      "The angle whose sine is x: from -pi/2 to pi/2, and NaN where |x| > 1.";

  template <class T>
  T f(T x) const {
    return backplane::asin(x);
  }
  template <class T>
  T df(T x) const {
    return T(1) / backplane::sqrt((T(1) - x) * (T(1) + x));
  }
};

}  // namespace

BACKPLANE_ACTIVATION(Asin, "asin", "asin x", "1.0.0");
