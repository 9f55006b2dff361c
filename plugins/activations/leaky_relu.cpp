// leaky_relu: y = x where x > 0, else s x   dy/dx = 1 where y > 0, else s
#include "backplane/sdk/activation.hpp"

namespace {

struct LeakyRelu {
  double negative_slope = 0.01;

  static constexpr const char* doc =
      "As relu, but what is below 0 keeps a small slope, so that no unit dies.";
  static constexpr auto params =
      backplane::params(backplane::field(&LeakyRelu::negative_slope, "negative_slope",
                                         0.01, backplane::at_least(0), "slope below 0")
                            .main()
                            .alias("slope, alpha"));

  template <class T>
  T f(T x) const {
    return x > T(0) ? x : T(negative_slope) * x;
  }
  template <class T>
  T df_y(T y) const {
    return y > T(0) ? T(1) : T(negative_slope);
  }
};

}  // namespace

BACKPLANE_ACTIVATION(LeakyRelu, "leaky_relu", "x where x > 0, else negative_slope x",
                     "1.0.0");
