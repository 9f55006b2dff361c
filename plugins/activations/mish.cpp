// mish: y = x tanh(log(1 + e^x)) = x w / (w + 2) with n = e^x, w = n (n + 2)
// dy/dx = w / (w + 2) + 4 x n (n + 1) / (w + 2)^2
#include "backplane/sdk/activation.hpp"

namespace {

struct Mish {
  static constexpr double kEnd = 40;  // from here on w / (w + 2) rounds to 1

  static constexpr const char* doc = "A smooth relu that dips below 0, close to silu.";

  template <class T>
  T f(T x) const {
    const T n = backplane::exp(backplane::min(x, T(kEnd)));
    const T w = n * (n + T(2));
    return x * (w / (w + T(2)));
  }
  template <class T>
  T df(T x) const {
    const T n = backplane::exp(backplane::min(x, T(kEnd)));
    const T w = n * (n + T(2));
    const T r = T(1) / (w + T(2));
    return w * r + x * (T(2) * n * r) * (T(2) * (n + T(1)) * r);
  }
};

}  // namespace

BACKPLANE_ACTIVATION(Mish, "mish", "x tanh(log(1 + e^x))", "1.0.0");
