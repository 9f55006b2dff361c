// bilinear: x is halved into a and b   y = a b
#include "backplane/sdk/gated_layer.hpp"

namespace {

struct Bilinear : backplane::sdk::GatedLayer<Bilinear> {
  static constexpr const char* doc =
      "glu without a gate: the first half is multiplied by the second.";

  template <class T>
  static T gate(T b) {
    return b;
  }
};

}  // namespace

BACKPLANE_LAYER(Bilinear, "bilinear", "a b, x halved into a and b", "1.0.0");
