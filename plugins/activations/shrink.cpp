// shrink: y = x - b where x > l, x + b where x < -l, else 0   dy/dx = 0 where |x| <= l,
// else 1
#include "backplane/sdk/activation.hpp"

namespace {

struct Shrink {
  double lambd = 0.5, bias = 0;

  static constexpr const char* doc =
      "The two shrinks of ONNX in one: bias = 0 is hardshrink, bias = lambd is "
      "softshrink.";
  static constexpr auto params = backplane::params(
      backplane::field(&Shrink::lambd, "lambd", 0.5, backplane::at_least(0),
                       "what |x| must be above")
          .main()
          .alias("lambda"),
      backplane::field(&Shrink::bias, "bias", 0.0, "what is taken off |x|"));

  template <class T>
  T f(T x) const {
    const T above = x > T(lambd) ? x - T(bias) : T(0);
    return x < -T(lambd) ? x + T(bias) : (x != x ? x : above);
  }
  template <class T>
  T df(T x) const {
    return backplane::abs(x) <= T(lambd) ? T(0) : T(1);
  }
};

}  // namespace

BACKPLANE_ACTIVATION(Shrink, "shrink", "x -+ bias where |x| > lambd, else 0", "1.0.0");
