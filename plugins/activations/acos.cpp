// acos: y = acos x   dy/dx = -1 / sqrt(1 - x^2)
#include "backplane/sdk/activation.hpp"

namespace {

struct Acos {
  static constexpr const char* doc =
      "The angle whose cosine is x: from 0 to pi, and NaN where |x| > 1.";

  template <class T>
  T f(T x) const {
    return backplane::acos(x);
  }
  template <class T>
  T df(T x) const {
    return T(-1) / backplane::sqrt((T(1) - x) * (T(1) + x));
  }
};

}  // namespace

BACKPLANE_ACTIVATION(Acos, "acos", "acos x", "1.0.0");
