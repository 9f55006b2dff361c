// softshrink: y = x - l where x > l, x + l where x < -l, else 0   dy/dx = 0 where y =
// 0, else 1
#include "backplane/sdk/activation.hpp"

namespace {

struct Softshrink {
  double lambd = 0.5;

  static constexpr const char* doc =
      "Draws everything towards 0 by lambd, and what is smaller to 0.";
  static constexpr auto params = backplane::params(
      backplane::field(&Softshrink::lambd, "lambd", 0.5, backplane::at_least(0),
                       "how far everything is drawn to 0")
          .main()
          .alias("lambda"));

  template <class T>
  T f(T x) const {
    const T above = x > T(lambd) ? x - T(lambd) : T(0);
    return x < -T(lambd) ? x + T(lambd) : (x != x ? x : above);
  }
  template <class T>
  T df_y(T y) const {
    return y == T(0) ? T(0) : T(1);
  }
};

}  // namespace

BACKPLANE_ACTIVATION(Softshrink, "softshrink", "x -+ lambd, 0 in between", "1.0.0");
