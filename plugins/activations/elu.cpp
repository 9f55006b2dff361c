// elu: y = x where x > 0, else alpha (e^x - 1)   dy/dx = 1 where y > 0, else y + alpha
#include "backplane/sdk/activation.hpp"

namespace {

struct Elu {
  double alpha = 1;

  static constexpr const char* doc =
      "Exponential linear unit: smooth at 0 for alpha = 1, and bounded by -alpha "
      "below.";
  static constexpr auto params = backplane::params(
      backplane::field(&Elu::alpha, "alpha", 1.0, backplane::at_least(0),
                       "the limit far below 0 is -alpha")
          .main());

  template <class T>
  T f(T x) const {
    return x > T(0) ? x : T(alpha) * backplane::expm1(x);
  }
  template <class T>
  T df_y(T y) const {
    return y > T(0) ? T(1) : y + T(alpha);
  }
};

}  // namespace

BACKPLANE_ACTIVATION(Elu, "elu", "x where x > 0, else alpha (e^x - 1)", "1.0.0");
