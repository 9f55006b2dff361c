// hard_sigmoid: y = alpha x + beta, cut to [0, 1]   dy/dx = alpha where 0 < y < 1, else
// 0
#include "backplane/sdk/activation.hpp"

namespace {

struct HardSigmoid {
  double alpha = 1.0 / 6, beta = 0.5;

  static constexpr const char* doc =
      "A sigmoid of three straight lines. The defaults are those of PyTorch; ONNX "
      "has alpha = 0.2.";
  static constexpr auto params = backplane::params(
      backplane::field(&HardSigmoid::alpha, "alpha", 1.0 / 6, backplane::above(0),
                       "slope of the line"),
      backplane::field(&HardSigmoid::beta, "beta", 0.5, "height of the line at 0"));

  template <class T>
  T f(T x) const {
    const T line = T(alpha) * x + T(beta);
    const T above = line < T(0) ? T(0) : line;
    return above > T(1) ? T(1) : above;
  }
  template <class T>
  T df_y(T y) const {
    return (y <= T(0)) | (y >= T(1)) ? T(0) : T(alpha);
  }
};

}  // namespace

BACKPLANE_ACTIVATION(HardSigmoid, "hard_sigmoid", "alpha x + beta, cut to [0, 1]",
                     "1.0.0");
