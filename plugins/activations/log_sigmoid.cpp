// log_sigmoid: y = -log(1 + e^-x)   dy/dx = 1 - e^y
#include "backplane/sdk/activation.hpp"

namespace {

struct LogSigmoid {
  static constexpr const char* doc =
      "The logarithm of sigmoid, without its loss of digits.";

  template <class T>
  T f(T x) const {
    return -backplane::softplus(-x);
  }
  template <class T>
  T df_y(T y) const {
    return -backplane::expm1(y);
  }
};

}  // namespace

BACKPLANE_ACTIVATION(LogSigmoid, "log_sigmoid", "-log(1 + e^-x)", "1.0.0");
