// selu: y = s x where x > 0, else s a (e^x - 1)   dy/dx = s where y > 0, else y + s a
// s = 1.0507... and a = 1.6733... keep mean 0 and variance 1 from layer to layer
#include "backplane/sdk/activation.hpp"

namespace {

struct Selu {
  static constexpr double kS = 1.0507009873554805, kSA = kS * 1.6732632423543772;

  static constexpr const char* doc =
      "Scaled elu, for self-normalising networks: initialise with lecun_normal.";

  template <class T>
  T f(T x) const {
    return x > T(0) ? T(kS) * x : T(kSA) * backplane::expm1(x);
  }
  template <class T>
  T df_y(T y) const {
    return y > T(0) ? T(kS) : y + T(kSA);
  }
};

}  // namespace

BACKPLANE_ACTIVATION(Selu, "selu", "s x where x > 0, else s a (e^x - 1)", "1.0.0");
