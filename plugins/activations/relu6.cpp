// relu6: y = min(max(x, 0), 6)   dy/dx = 1 where 0 < y < 6, else 0
#include "backplane/sdk/activation.hpp"

namespace {

struct Relu6 {
  static constexpr const char* doc = "A relu that ends at 6, as in PyTorch.";

  template <class T>
  T f(T x) const {
    const T above = x < T(0) ? T(0) : x;
    return above > T(6) ? T(6) : above;  // a NaN passes
  }
  template <class T>
  T df_y(T y) const {
    return (y <= T(0)) | (y >= T(6)) ? T(0) : T(1);
  }
};

}  // namespace

BACKPLANE_ACTIVATION(Relu6, "relu6", "min(max(x, 0), 6)", "1.0.0");
