// hard_swish: y = x h(x) with h(x) = x / 6 + 1/2, cut to [0, 1]
// dy/dx = 0 where x < -3, x / 3 + 1/2 up to 3, then 1
#include "backplane/sdk/activation.hpp"

namespace {

struct HardSwish {
  static constexpr const char* doc =
      "A silu made of a parabola between two straight lines, as in PyTorch.";

  template <class T>
  T f(T x) const {
    const T line = x * T(1.0 / 6) + T(0.5);
    const T above = line < T(0) ? T(0) : line;
    return x * (above > T(1) ? T(1) : above);
  }
  template <class T>
  T df(T x) const {
    const T inside = x * T(1.0 / 3) + T(0.5);
    return x < T(-3) ? T(0) : (x > T(3) ? T(1) : inside);
  }
};

}  // namespace

BACKPLANE_ACTIVATION(HardSwish, "hard_swish", "x (x / 6 + 1/2, cut to [0, 1])",
                     "1.0.0");
