// gelu: y = x P(x) with the normal distribution P(x) = (1 + erf(x / sqrt 2)) / 2
// dy/dx = P(x) + x P'(x), by dual numbers; with `tanh`, P(x) = (1 + tanh u(x)) / 2.
#include "backplane/sdk/activation.hpp"

namespace {

struct ByErf {
  template <class T>
  T f(T x) const {
    constexpr double kRootHalf = 0.70710678118654752;
    return T(0.5) * x * (T(1) + backplane::erf(x * T(kRootHalf)));
  }
};

struct ByTanh {
  template <class T>
  T f(T x) const {
    constexpr double kRoot = 0.79788456080286536;  // sqrt(2 / pi)
    const T u = T(kRoot) * (x + T(0.044715) * x * x * x);
    return T(0.5) * x * (T(1) + backplane::tanh(u));
  }
};

enum class Form { none, tanh };

struct Gelu {
  Form approximate = Form::none;

  static constexpr const char* doc =
      "Gaussian error linear unit. `none` is exact; `tanh` is the older approximation, "
      "which is off by less than 0.0005.";
  static constexpr auto params = backplane::params(
      backplane::choice(&Gelu::approximate, "approximate", Form::none, {"none", "tanh"},
                        "none: with erf, exact; tanh: the approximation of that name")
          .main());

  template <class Go>
  void select(Go&& go) const {
    if (approximate == Form::tanh)
      go(ByTanh{});
    else
      go(ByErf{});
  }
};

}  // namespace

BACKPLANE_ACTIVATION(Gelu, "gelu", "x (1 + erf(x / sqrt 2)) / 2", "1.0.0");
