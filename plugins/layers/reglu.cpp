// reglu: x is halved into a and b   y = a max(b, 0)
#include "backplane/sdk/gated_layer.hpp"

namespace {

struct Reglu : backplane::sdk::GatedLayer<Reglu> {
  static constexpr const char* doc =
      "glu with relu in the place of sigmoid: the first half is multiplied by the "
      "second where that is positive. The slope of the gate at 0 is 0.";

  template <class T>
  static T gate(T b) {
    return backplane::max(T(0), b);  // a NaN passes
  }
};

}  // namespace

BACKPLANE_LAYER(Reglu, "reglu", "a max(b, 0), x halved into a and b", "1.0.0");
