// thresholded_relu: y = x where x > alpha, else 0   dy/dx = 1 where x > alpha, else 0
#include "backplane/sdk/activation.hpp"

namespace {

struct ThresholdedRelu {
  double alpha = 1;

  static constexpr const char* doc =
      "A relu that jumps from 0 to alpha: what is small is dropped.";
  static constexpr auto params = backplane::params(
      backplane::field(&ThresholdedRelu::alpha, "alpha", 1.0, "what x must be above")
          .main());

  template <class T>
  T f(T x) const {
    return x <= T(alpha) ? T(0) : x;  // a NaN passes
  }
  template <class T>
  T df(T x) const {
    return x <= T(alpha) ? T(0) : T(1);
  }
};

}  // namespace

BACKPLANE_ACTIVATION(ThresholdedRelu, "thresholded_relu", "x where x > alpha, else 0",
                     "1.0.0");
