// celu: y = x where x > 0, else alpha (e^(x / alpha) - 1)   dy/dx = 1 where y > 0, else
// y / alpha + 1
#include "backplane/sdk/activation.hpp"

namespace {

struct Celu {
  double alpha = 1;

  static constexpr const char* doc = "As elu, but smooth at 0 for every alpha.";
  static constexpr auto params = backplane::params(
      backplane::field(&Celu::alpha, "alpha", 1.0, backplane::above(0),
                       "the limit far below 0 is -alpha")
          .main());

  template <class T>
  T f(T x) const {
    return x > T(0) ? x : T(alpha) * backplane::expm1(x / T(alpha));
  }
  template <class T>
  T df_y(T y) const {
    return y > T(0) ? T(1) : y / T(alpha) + T(1);
  }
};

}  // namespace

BACKPLANE_ACTIVATION(Celu, "celu", "x where x > 0, else alpha (e^(x / alpha) - 1)",
                     "1.0.0");
