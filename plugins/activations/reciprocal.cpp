// reciprocal: y = 1 / x   dy/dx = -y^2
#include "backplane/sdk/activation.hpp"

namespace {

struct Reciprocal {
  static constexpr const char* doc = "One over x: infinite at 0, and steep near it.";

  template <class T>
  T f(T x) const {
    return T(1) / x;
  }
  template <class T>
  T df_y(T y) const {
    return -y * y;
  }
};

}  // namespace

BACKPLANE_ACTIVATION(Reciprocal, "reciprocal", "1 / x", "1.0.0");
