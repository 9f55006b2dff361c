// log: y = log x   dy/dx = 1 / x
#include "backplane/sdk/activation.hpp"

namespace {

struct Log {
  static constexpr const char* doc =
      "The natural logarithm: -inf at 0, and NaN below it.";

  template <class T>
  T f(T x) const {
    return backplane::log(x);
  }
  template <class T>
  T df(T x) const {
    return T(1) / x;
  }
};

}  // namespace

BACKPLANE_ACTIVATION(Log, "log", "log x", "1.0.0");
