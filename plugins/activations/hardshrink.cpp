// hardshrink: y = 0 where |x| <= l, else x   dy/dx = 0 where y = 0, else 1
#include "backplane/sdk/activation.hpp"

namespace {

struct Hardshrink {
  double lambd = 0.5;

  static constexpr const char* doc = "Drops what is not larger than lambd.";
  static constexpr auto params = backplane::params(
      backplane::field(&Hardshrink::lambd, "lambd", 0.5, backplane::at_least(0),
                       "what |x| must be above")
          .main()
          .alias("lambda"));

  template <class T>
  T f(T x) const {
    return backplane::abs(x) <= T(lambd) ? T(0) : x;
  }
  template <class T>
  T df_y(T y) const {
    return y == T(0) ? T(0) : T(1);
  }
};

}  // namespace

BACKPLANE_ACTIVATION(Hardshrink, "hardshrink", "0 where |x| <= lambd, else x", "1.0.0");
