// swish: y = x s(beta x) with s(x) = 1 / (1 + e^-x)   dy/dx = s + beta x s (1 - s), by
// dual numbers
#include "backplane/sdk/activation.hpp"

namespace {

struct Swish {
  double beta = 1;

  static constexpr const char* doc =
      "silu with a slope: 1 is silu itself, 1.702 a quick gelu, and the larger it is, "
      "the closer to relu.";
  static constexpr auto params =
      backplane::params(backplane::field(&Swish::beta, "beta", 1.0, "slope of the gate")
                            .main()
                            .alias("alpha"));

  template <class T>
  T f(T x) const {
    return x * backplane::sigmoid(T(beta) * x);
  }
};

}  // namespace

BACKPLANE_ACTIVATION(Swish, "swish", "x / (1 + e^(-beta x))", "1.0.0");
